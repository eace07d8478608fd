using System.Diagnostics.Metrics;

namespace Faktory.Server.Hosting;

/// <summary>The meter of one server, which the application's meter factory owns.</summary>
internal sealed class ServerMeter(IMeterFactory factory)
{
    public Meter Meter { get; } = factory.Create(FaktoryServerTelemetry.MeterName);
}
