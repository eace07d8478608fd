using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>The settings of <c>Faktory:Server</c> that concern the engine and its host.</summary>
internal sealed record EngineHostSettings
{
    public EngineOptions Engine { get; init; } = new();

    public IReadOnlyList<CronEntry> Cron { get; init; } = [];

    /// <summary>Bytes; null for 75 % of what the process may use.</summary>
    public long? MaxMemory { get; init; }

    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public static EngineHostSettings From(FaktoryServerOptions options) => new()
    {
        Cron = CronEntries.Read(options),
        MaxMemory = options.MaxMemory,
        RecoveryTimeout = options.RecoveryTimeout,
        Engine = new EngineOptions
        {
            MinimumReservation = options.MinimumReservation,
            RetryBase = options.RetryBase,
            WorkerLostAfter = options.WorkerLostAfter,
            UncommittedBatchTtl = options.UncommittedBatchTtl,
            FinishedBatchRetention = options.FinishedBatchRetention,
            Throttles = ThrottleRules.From(options),
        },
    };
}
