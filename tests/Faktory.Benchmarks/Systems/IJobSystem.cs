namespace Faktory.Benchmarks.Systems;

/// <summary>One system under measurement. Its jobs do nothing but tell the <see cref="Measuring.Scoreboard"/>.</summary>
internal interface IJobSystem : IAsyncDisposable
{
    /// <summary>What it has done when a push returns and when a job is acknowledged, and the settings that matter.</summary>
    string AtItsAck { get; }

    /// <summary>The CPU time of its server's processes so far; null when it has no server.</summary>
    TimeSpan? ServerCpu { get; }

    /// <summary>Pushes no-op jobs the fastest way its API has.</summary>
    Task PushManyAsync(int first, int count, CancellationToken cancellationToken);

    /// <summary>Pushes one no-op job.</summary>
    Task PushAsync(int number, CancellationToken cancellationToken);

    /// <summary>Starts a chain: <see cref="Chain.Stages"/> stages of jobs, each begun when the one before is done.</summary>
    Task StartChainAsync(int chain, CancellationToken cancellationToken);

    /// <summary>Starts to run what was pushed, and whatever comes.</summary>
    Task StartWorkerAsync(CancellationToken cancellationToken);
}
