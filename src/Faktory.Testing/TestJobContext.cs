using System.Text.Json;

namespace Faktory.Testing;

/// <summary>A context for tests that call a handler directly. Needs no server: it records what the handler adds to batches.</summary>
/// <param name="job">The job that is said to run; null for one without arguments.</param>
public sealed class TestJobContext(Job? job = null) : JobContext(job ?? new Job("test", JsonElement.Parse("[]"))), IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Batch> _stages = [];
    private readonly List<Job> _pushed = [];
    private readonly List<ReportedProgress> _progress = [];
    private readonly CancellationTokenSource _cancellation = new();
    private CancellationReason _reason;

    /// <summary>The stages that were added or begun, in order. A stage that was begun holds the jobs that were pushed into it.</summary>
    public IReadOnlyList<Batch> Stages
    {
        get
        {
            lock (_gate)
            {
                return [.. _stages];
            }
        }
    }

    /// <summary>The jobs that were pushed into a batch that the handler opened, in order.</summary>
    public IReadOnlyList<Job> Pushed
    {
        get
        {
            lock (_gate)
            {
                return [.. _pushed];
            }
        }
    }

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
    public override IServiceProvider Services { get; } = new NoServices();

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
        ArgumentNullException.ThrowIfNull(stage);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(AddStage(stage, [.. stage.Jobs]));
    }

    /// <summary>Opens a batch that records.</summary>
    public override Task<BatchHandle> OpenBatchAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<BatchHandle>(new RecordingBatchHandle(this, BatchId ?? "b-own", Record));

    /// <summary>Opens a parent batch that records.</summary>
    public override Task<BatchHandle> OpenParentBatchAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<BatchHandle>(new RecordingBatchHandle(this, Callback?.ParentBatchId ?? "b-parent", Record));

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

    /// <summary>Records a stage with the list that its jobs are collected in.</summary>
    /// <returns>A batch id of this context's own.</returns>
    internal string AddStage(Batch stage, List<Job> jobs)
    {
        var recorded = new Batch(stage.Description)
        {
            Key = stage.Key,
            Success = stage.Success,
            Complete = stage.Complete,
            Cancelled = stage.Cancelled,
            Jobs = jobs,
            Children = stage.Children,
        };
        lock (_gate)
        {
            _stages.Add(recorded);
            return $"b-stage-{_stages.Count}";
        }
    }

    private void Record(Job job)
    {
        lock (_gate)
        {
            _pushed.Add(job);
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
