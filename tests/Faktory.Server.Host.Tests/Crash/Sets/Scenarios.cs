namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>Every set of the server, each twice and with the settings it needs. A new set is a line here.</summary>
internal static class Scenarios
{
    /// <summary>Where a job comes in each minute, at most once, whatever happens to the server.</summary>
    public const string CronQueue = "cron";

    /// <summary>Nothing else becomes due by itself while a test runs. A shell drops variables with a hyphen in their name, so queues have none.</summary>
    public static (string Name, string Value)[] Settings { get; } =
    [
        ("Faktory__Server__MinimumReservation", "01:00:00"),
        ("Faktory__Server__RetryBase", "01:00:00"),
        ("Faktory__Server__Throttles__throttled_a__Concurrency", $"{ThrottledScenario.Limit}"),
        ("Faktory__Server__Throttles__throttled_a__Timeout", "86400"),
        ("Faktory__Server__Throttles__throttled_b__Concurrency", $"{ThrottledScenario.Limit}"),
        ("Faktory__Server__Throttles__throttled_b__Timeout", "86400"),
        ("Faktory__Server__Cron__0__Schedule", "* * * * *"),
        ("Faktory__Server__Cron__0__Job__Type", "Tick"),
        ("Faktory__Server__Cron__0__Job__Queue", CronQueue),
    ];

    private static readonly Func<string, int, Scenario>[] All =
    [
        (copy, seed) => new ScheduledScenario("scheduled" + copy, seed),
        (copy, seed) => new FailingScenario("retries" + copy, seed, JobPlace.Retries),
        (copy, seed) => new FailingScenario("dead" + copy, seed, JobPlace.Dead),
        (copy, seed) => new WorkingScenario("working" + copy, seed),
        (copy, seed) => new UniqueScenario("unique" + copy, seed),
        (copy, seed) => new PausedScenario("paused" + copy, seed),
        (copy, seed) => new ThrottledScenario("throttled" + copy, seed),
        (copy, seed) => new BatchScenario("batches" + copy, seed),
    ];

    public static IReadOnlyList<Scenario> Create(int seed) =>
        [.. All.SelectMany((create, i) => new[] { create("_a", seed + (2 * i)), create("_b", seed + (2 * i) + 1) })];
}
