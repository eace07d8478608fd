namespace Faktory;

/// <summary>What an embedded server tells OpenTelemetry and other listeners of <c>System.Diagnostics</c>.</summary>
public static class FaktoryServerTelemetry
{
    /// <summary>The name of its meter, for <c>AddMeter()</c>. Its instruments begin with <c>faktory.server.</c>; times are in seconds.</summary>
    public const string MeterName = "Faktory.Server";
}
