using Microsoft.Extensions.Logging;

namespace Faktory.Client;

/// <summary>A batch on the server. Safe for concurrent use.</summary>
internal sealed partial class ServerBatchHandle : BatchHandle
{
    private static readonly TimeSpan DisposalTimeout = TimeSpan.FromSeconds(5);

    private readonly BatchBuilder _batches;
    private readonly BatchOrigin _origin;
    private readonly BatchScope? _scope;
    private readonly BatchMembership _membership;
    private readonly bool _wasCommitted;
    private readonly bool _hasStageNumbers;
    private int _stages;
    private long _pushed;
    private volatile bool _isCommitted;
    private int _isDisposed;

    private ServerBatchHandle(BatchBuilder batches, string id, BatchOrigin origin, BatchScope? scope, JobIdSeries? ids, bool wasCommitted = false)
    {
        _batches = batches;
        _origin = origin;
        _scope = scope;
        _membership = new BatchMembership(id, ids);
        _hasStageNumbers = ids is not null;
        _wasCommitted = wasCommitted;
        _isCommitted = wasCommitted;
        Id = id;
    }

    public override string Id { get; }

    public override bool IsCommitted => _isCommitted;

    public static async Task<ServerBatchHandle> BeginRootAsync(BatchBuilder batches, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var place = BatchPlace.Of(null, batch.Key);
        return await BeginAsync(batches, batch, place, batch.Key is null ? BatchOrigin.NewRoot : BatchOrigin.KeyedRoot, null, cancellationToken);
    }

    public static async Task<ServerBatchHandle> OpenAsync(BatchBuilder batches, string batchId, BatchScope? scope, CancellationToken cancellationToken)
    {
        var bid = await batches.Commands.OpenAsync(batchId, cancellationToken);
        var handle = new ServerBatchHandle(batches, bid, BatchOrigin.Opened, scope, scope?.IdsFor(bid));
        scope?.AddOpened(handle);
        return handle;
    }

    public override async ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ThrowIfEnded();
        if (_wasCommitted)
        {
            return new PushResult(job.Id, IsDuplicate: false);
        }

        var result = await _batches.Pusher.PushAsync(job, _membership, cancellationToken);
        Interlocked.Increment(ref _pushed);
        return result;
    }

    public override Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return PushManyAsync(jobs.ToAsyncEnumerable(), cancellationToken);
    }

    public override async Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ThrowIfEnded();
        if (_wasCommitted)
        {
            return new PushManyResult(0, []);
        }

        var result = await _batches.Pusher.PushManyAsync(jobs, _membership, cancellationToken);
        Interlocked.Add(ref _pushed, result.Pushed);
        return result;
    }

    public override Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ThrowIfEnded();
        return _batches.StartAsync(stage, PlaceOf(stage), cancellationToken);
    }

    public override async Task<BatchHandle> BeginStageAsync(Batch stage, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ThrowIfEnded();
        var handle = await BeginAsync(_batches, stage, PlaceOf(stage), BatchOrigin.Stage, _scope, cancellationToken);
        _scope?.AddBegun(handle, stage.Description);
        return handle;
    }

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        if (!_isCommitted)
        {
            ObjectDisposedException.ThrowIf(_isDisposed != 0 && _origin != BatchOrigin.Opened, this);
            await _batches.Commands.CommitAsync(Id, cancellationToken);
            _isCommitted = true;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0 && _origin == BatchOrigin.NewRoot && !_isCommitted)
        {
            LogAbandoned(_batches.Logger, Id, Interlocked.Read(ref _pushed));
            using var timeout = new CancellationTokenSource(DisposalTimeout, _batches.Commands.Time);
            await CancelAsync(timeout.Token);
        }
    }

    private static async Task<ServerBatchHandle> BeginAsync(
        BatchBuilder batches, Batch batch, BatchPlace place, BatchOrigin origin, BatchScope? scope, CancellationToken cancellationToken)
    {
        var (id, isCommitted, ids) = await batches.BeginAsync(batch, place, cancellationToken);
        return new ServerBatchHandle(batches, id, origin, scope, ids, isCommitted) { _stages = batch.Children.Count };
    }

    private BatchPlace PlaceOf(Batch stage) =>
        BatchPlace.Of(Id, stage.Key ?? _scope?.NextStageKey() ?? (_hasStageNumbers ? BatchPlace.NumberedKey(Interlocked.Increment(ref _stages) - 1) : null));

    private void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (_isCommitted && !_wasCommitted && _origin != BatchOrigin.Opened)
        {
            throw new InvalidOperationException($"Batch {Id} was committed by this handle; open it again with OpenBatchAsync to add to it.");
        }
    }

    private async Task CancelAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _batches.Commands.TryCancelAsync(Id, cancellationToken);
        }
        catch (Exception e) when (e is FaktoryException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            LogNotCancelled(_batches.Logger, Id, e.Message);
        }
    }

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "Batch {BatchId} was let go with {Pushed} jobs and without CommitAsync: its success and complete callbacks never fire; jobs that were pushed may run.")]
    private static partial void LogAbandoned(ILogger logger, string batchId, long pushed);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "Batch {BatchId} could not be cancelled; the server forgets it by itself. {Reason}")]
    private static partial void LogNotCancelled(ILogger logger, string batchId, string reason);
}
