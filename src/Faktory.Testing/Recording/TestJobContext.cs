using System.Text.Json;

namespace Faktory.Testing;

/// <summary>A context for tests that call a handler directly. Needs no server: it records what the handler adds to batches.</summary>
/// <param name="job">The job that is said to run; null for one without arguments.</param>
/// <param name="services">The services of the job's scope; null for none.</param>
public sealed class TestJobContext(Job? job = null, IServiceProvider? services = null) : JobContext(job ?? new Job("test", JsonElement.Parse("[]"))), IDisposable
{
    private readonly BatchRecorder _recorder = new("b-stage-");
    private readonly Lock _gate = new();
    private readonly List<ReportedProgress> _progress = [];
    private readonly CancellationTokenSource _cancellation = new();
    private CancellationReason _reason;

    /// <summary>The stages that were added or begun, in order. A stage that was begun holds the jobs that were pushed into it.</summary>
    public IReadOnlyList<Batch> Stages => _recorder.Batches;

    /// <summary>The jobs that were pushed into a batch that the handler opened, in order.</summary>
    public IReadOnlyList<Job> Pushed => _recorder.Pushed;

    /// <summary>What the handler reported of its progress, in order.</summary>
    public IReadOnlyList<ReportedProgress> Progress
    {
        get
        {
            lock (_gate)
            {
                return [.. _progress];
            }
        }
    }

    /// <summary>The services of the job's scope.</summary>
    /// <value>None.</value>
    public override IServiceProvider Services { get; } = services ?? new NoServices();

    /// <summary>Cancelled by <see cref="Cancel"/>.</summary>
    public override CancellationToken CancellationToken => _cancellation.Token;

    /// <inheritdoc/>
    public override CancellationReason CancellationReason => _reason;

    /// <summary>Cancels the handler's token.</summary>
    public void Cancel(CancellationReason reason)
    {
        _reason = reason;
        _cancellation.Cancel();
    }

    /// <summary>Records a stage; reads its jobs, as a client would.</summary>
    public override Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_recorder.Add(stage));
    }

    /// <summary>Opens a batch that records.</summary>
    public override Task<BatchHandle> OpenBatchAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<BatchHandle>(_recorder.Open(BatchId ?? "b-own"));

    /// <summary>Opens a parent batch that records.</summary>
    public override Task<BatchHandle> OpenParentBatchAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<BatchHandle>(_recorder.Open(Callback?.ParentBatchId ?? "b-parent"));

    /// <summary>Records the report.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is not 0 to 100.</exception>
    public override Task ReportProgressAsync(int percent, string? description = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _progress.Add(new ReportedProgress(percent, description));
        }

        return Task.CompletedTask;
    }

    /// <summary>Lets go of the token's source.</summary>
    public void Dispose() => _cancellation.Dispose();

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
