using Faktory.Client;

namespace OpenTelemetry.Trace;

/// <summary>Traces Faktory jobs.</summary>
public static class FaktoryTracerProviderBuilderExtensions
{
    /// <summary>Listens to the spans of Faktory clients, workers and embedded servers.</summary>
    /// <param name="builder">The tracer provider to be.</param>
    public static TracerProviderBuilder AddFaktoryInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(InstrumentationNames.All);
    }
}
