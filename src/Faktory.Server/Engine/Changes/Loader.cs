using System.Text;
using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>Builds the engine's state from a store's rows.</summary>
internal sealed class Loader(EngineContext context, JobTable jobs, BatchRegistry batches, UniqueLocks locks, CronTable cron, Mutations mutations, QueueRemovals removals) : IStoreTarget
{
    private readonly Dictionary<long, Batch> _batches = [];
    private List<JobEntry> _enqueued = [];
    private readonly List<byte[]> _removals = [];
    private readonly List<(string Key, byte[] JobId)> _lost = [];
    private readonly List<JobEntry> _tracked = [];

    public void OnEntry(string key, byte[] value)
    {
        if (key == Counters.Key)
        {
            context.Counters.Load(value);
        }
        else if (key.StartsWith(BulkMutation.KeyPrefix, StringComparison.Ordinal))
        {
            mutations.Load(value);
        }
        else if (key.StartsWith(QueueRemovals.KeyPrefix, StringComparison.Ordinal))
        {
            _removals.Add(value);
        }
        else if (key.StartsWith(LostMembers.KeyPrefix, StringComparison.Ordinal))
        {
            _lost.Add((key, value));
        }
        else if (key.StartsWith(UniqueLocks.KeyPrefix, StringComparison.Ordinal))
        {
            locks.Load(key, value);
        }
        else if (key.StartsWith(CronTable.KeyPrefix, StringComparison.Ordinal))
        {
            cron.Load(key, value);
        }
    }

    public void OnQueue(in QueueRow row) => jobs.Queues.Load(row.Name, row.Paused);

    public void OnBatch(BatchRow row)
    {
        var batch = new Batch
        {
            Number = row.Number,
            Bid = row.Bid,
            Key = row.Key,
            Description = row.Description,
            CreatedAt = RowMapper.ToTime(row.CreatedAt),
            CommittedAt = RowMapper.ToOptionalTime(row.CommittedAt),
            FinishedAt = RowMapper.ToOptionalTime(row.FinishedAt),
            TouchedAt = RowMapper.ToTime(row.TouchedAt),
            Parent = _batches.GetValueOrDefault(row.Parent),
        };
        batch.IsClosed = batch.Parent is { IsClosed: true } || (row.Flags & RowMapper.ClosedFlag) != 0;

        // Only the batch that was named was stored with the mark: below it, what was not over then is cancelled.
        batch.IsCancelled = batch.IsClosed && (batch.FinishedAt is null || (row.Flags & RowMapper.CancelledFlag) != 0);
        batch.Tree = batch.Parent?.Tree ?? new BatchTree(batch, context.Census) { ActiveAt = RowMapper.ToTime(row.ActiveAt) };
        batch.Success = Callback(batch, CallbackKind.Success, row.Success, row.SuccessState, row.Flags);
        batch.Complete = Callback(batch, CallbackKind.Complete, row.Complete, row.CompleteState, row.Flags);
        batch.Cancelled = Callback(batch, CallbackKind.Cancelled, row.Cancelled, row.CancelledState, row.Flags);
        batch.Storage.IsStored = true;
        batch.Storage.StoredTouchedAt = batch.TouchedAt;
        batch.Storage.StoredActiveAt = batch.Tree.ActiveAt;
        _batches.Add(row.Number, batch);
        batches.Add(batch);
    }

    public void OnMembers(in MemberRow row)
    {
        if (_batches.TryGetValue(row.Batch, out var batch))
        {
            MemberChange.ReadInto(batch.Members, row.Changes);
            batch.Storage.NextMemberRow = row.Sequence + 1;
        }
    }

    public void OnSettled(in SettledRow row) => context.Settled.Load(row);

    public void OnJob(in JobRow row)
    {
        var fields = StoredFields.Read(row.Payload);
        var entry = new JobEntry
        {
            Id = row.Id,
            Hash = fields.Job,
            Payload = row.Payload!,
            Queue = jobs.Queues.Find(row.Queue),
            Position = row.Position,
            EnqueuedAt = RowMapper.ToTime(row.EnqueuedAt),
            Failure = row.Failure is null ? null : FailureJson.Read(row.Failure),
            Terms = fields.HasTerms ? JobTermsReader.Read(row.Payload) : null,
            Retry = fields.Retry,
            ReserveFor = fields.ReserveFor,
            State = row.State,
            Returns = row.Returns,
        };
        if (row.State == JobState.Working)
        {
            entry.Reservation = new Reservation(row.Position, row.Worker, RowMapper.ToTime(row.ReservedAt),
                (row.Flags & RowMapper.InProcessFlag) != 0, (row.Flags & RowMapper.ReleasesFlag) != 0);
        }
        else if (row.State == JobState.Enqueued)
        {
            _enqueued.Add(entry);
        }

        if (entry.Terms is { IsTracked: true })
        {
            _tracked.Add(entry);
        }

        batches.Reserve(Math.Max(row.Batch, row.CallbackBatch));
        LinkBatch(entry, row);
        LinkCallback(entry, row);
        jobs.Load(entry, RowMapper.ToTime(row.DueAt));
    }

    /// <summary>Puts what needs every row in its place.</summary>
    public void Finish()
    {
        _lost.ForEach(LinkLost);
        _removals.ForEach(removal => removals.Resume(removal, _enqueued));
        jobs.Queues.Fill(_enqueued);
        jobs.Tracks.Load(_tracked, jobs.Dead);
        foreach (var batch in _batches.Values.OrderByDescending(batch => batch.Number))
        {
            // Children have higher numbers: each tells its parent what its loaded members mean before the parent is asked.
            batch.Parent?.Children.Update(batch);
            batch.Tree.Unsettled += batch.Members.Pending + batch.Callbacks.Count(callback => callback.Progress == CallbackProgress.Enqueued);
        }

        _lost.Clear();
        _enqueued = [];
        _tracked.Clear();
        _batches.Clear();
    }

    private static Callback? Callback(Batch batch, CallbackKind kind, byte[]? payload, byte state, int flags) =>
        payload is null ? null : new Callback(batch, kind, payload)
        {
            Progress = (CallbackProgress)state,
            HasFailed = (flags & RowMapper.CallbackFailedFlag(kind)) != 0,
        };

    private void LinkLost((string Key, byte[] JobId) lost)
    {
        if (_batches.TryGetValue(LostMembers.BatchOf(lost.Key), out var batch))
        {
            batch.Lost.Load(Encoding.UTF8.GetString(lost.JobId));
        }
    }

    private void LinkBatch(JobEntry entry, in JobRow row)
    {
        if (!_batches.TryGetValue(row.Batch, out var batch))
        {
            return;
        }

        entry.JoinedBatch = batch;
        batch.Members.Set(entry.Hash, (row.Flags & RowMapper.MemberFailedFlag) != 0 ? MemberState.Failed : MemberState.Outstanding);
        batch.Tree.Dead += row.State == JobState.Dead ? 1 : 0;
    }

    private void LinkCallback(JobEntry entry, in JobRow row)
    {
        var kind = (CallbackKind)row.CallbackKind;
        if (!_batches.TryGetValue(row.CallbackBatch, out var batch) || batch.Callbacks.FirstOrDefault(callback => callback.Kind == kind) is not { } callback)
        {
            return;
        }

        entry.JoinedCallback = callback;
        batch.Tree.Dead += row.State == JobState.Dead ? 1 : 0;
    }
}
