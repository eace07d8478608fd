using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>Valid settings as the engine wants them.</summary>
internal static class ThrottleRules
{
    public static IReadOnlyDictionary<string, ThrottleRule> From(FaktoryServerOptions options) =>
        options.Throttles.ToDictionary(pair => pair.Key, pair => From(pair.Value), StringComparer.Ordinal);

    private static ThrottleRule From(FaktoryThrottleOptions throttle) =>
        new(throttle.Concurrency ?? throttle.Worker!.Value, throttle.Concurrency is null, TimeSpan.FromSeconds(throttle.Timeout!.Value));
}
