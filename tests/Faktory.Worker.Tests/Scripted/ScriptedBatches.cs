using Faktory.Client;

namespace Faktory.Worker.Tests;

/// <summary>A client that writes what happens to batches into the server's log.</summary>
internal sealed class ScriptedBatches(ScriptedServer server) : IFaktoryClient, IFaktoryBatches
{
    public Dictionary<string, BatchStatus> Known { get; } = [];

    public Task<BatchHandle> OpenBatchAsync(string batchId, BatchScope scope, CancellationToken cancellationToken)
    {
        Note($"OPEN {batchId}");
        var handle = new Handle(this, batchId, scope, committed: false);
        scope.AddOpened(handle);
        return Task.FromResult<BatchHandle>(handle);
    }

    public Task<BatchStatus?> GetBatchStatusAsync(string batchId, CancellationToken cancellationToken = default)
    {
        Note($"STATUS {batchId}");
        return Task.FromResult(Known.GetValueOrDefault(batchId));
    }

    public ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<string> StartBatchAsync(Batch batch, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<BatchHandle> BeginBatchAsync(Batch batch, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<BatchHandle> OpenBatchAsync(string batchId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<BatchRetry> RetryBatchAsync(string batchId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CancelBatchAsync(string batchId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<BatchTree?> GetBatchTreeAsync(string batchId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<BatchStatus> ListBatchesAsync(BatchFilter? filter = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<BatchResult> GetBatchResultsAsync(string batchId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private void Note(string entry)
    {
        lock (server.Gate)
        {
            server.Note(entry);
        }
    }

    private sealed class Handle(ScriptedBatches owner, string id, BatchScope scope, bool committed) : BatchHandle
    {
        private bool _committed = committed;

        public override string Id => id;

        public override bool IsCommitted => _committed;

        public override ValueTask<PushResult> PushAsync(Job job, CancellationToken cancellationToken = default)
        {
            owner.Note($"PUSH {id} {job.Type}");
            return ValueTask.FromResult(new PushResult(job.Id, false));
        }

        public override Task<PushManyResult> PushManyAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override Task<string> AddStageAsync(Batch stage, CancellationToken cancellationToken = default)
        {
            owner.Note($"STAGE {id} {stage.Key ?? scope.NextStageKey()} {stage.Description}");
            return Task.FromResult("b-" + stage.Description);
        }

        public override Task<BatchHandle> BeginStageAsync(Batch stage, CancellationToken cancellationToken = default)
        {
            owner.Note($"BEGIN {id} {stage.Key ?? scope.NextStageKey()} {stage.Description}");
            var handle = new Handle(owner, "b-" + stage.Description, scope, committed: false);
            scope.AddBegun(handle, stage.Description);
            return Task.FromResult<BatchHandle>(handle);
        }

        public override Task CommitAsync(CancellationToken cancellationToken = default)
        {
            _committed = true;
            owner.Note($"COMMIT {id}");
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
