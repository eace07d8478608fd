namespace Faktory.Server.Engine;

/// <summary>The engine's settings; the same meaning and defaults as in <c>Faktory:Server</c>.</summary>
internal sealed record EngineOptions
{
    public TimeSpan FetchWait { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan MinimumReservation { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan RetryBase { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan WorkerLostAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A worker that has not sent BEAT for so long is forgotten and its connections are closed.</summary>
    public TimeSpan WorkerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan UncommittedBatchTtl { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan FinishedBatchRetention { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan UnfinishedBatchRetention { get; init; } = TimeSpan.FromDays(30);

    public TimeSpan DeadRetention { get; init; } = TimeSpan.FromDays(180);

    /// <summary>After a load no reservation ends sooner than this.</summary>
    public TimeSpan GraceAfterLoad { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether jobs are handed out only while a <see cref="RunDueCommand"/> waits; for tests.</summary>
    public bool HoldsJobs { get; init; }

    /// <summary>Told of every job that is taken in, with its payload, on the engine thread; for tests.</summary>
    public Action<byte[]>? OnAccepted { get; init; }

    /// <summary>The throttles in force at the start, by queue.</summary>
    public IReadOnlyDictionary<string, ThrottleRule> Throttles { get; init; } = new Dictionary<string, ThrottleRule>();
}
