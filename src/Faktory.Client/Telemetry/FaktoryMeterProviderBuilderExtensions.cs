using Faktory.Client;

namespace OpenTelemetry.Metrics;

/// <summary>Measures Faktory clients, workers and servers.</summary>
public static class FaktoryMeterProviderBuilderExtensions
{
    /// <summary>Listens to the meters of Faktory clients, workers and embedded servers.</summary>
    /// <param name="builder">The meter provider to be.</param>
    public static MeterProviderBuilder AddFaktoryInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(InstrumentationNames.All);
    }
}
