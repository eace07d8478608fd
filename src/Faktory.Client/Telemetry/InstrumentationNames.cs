namespace Faktory.Client;

/// <summary>Where telemetry of this family of libraries comes from; by name, because a client knows neither worker nor server.</summary>
internal static class InstrumentationNames
{
    public const string Worker = "Faktory.Worker";

    public static string[] All => [FaktoryClientTelemetry.ActivitySourceName, Worker, "Faktory.Server"];
}
