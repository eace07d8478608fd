using System.Text;

namespace Faktory.Server.Engine;

/// <summary>The jobs of a MUTATE: those that have been in the set since before it, in the order of the set.</summary>
internal sealed class MutationWork : IBulkWork
{
    /// <summary>Looking through so many bytes costs as much as moving a job.</summary>
    private const int BytesPerJob = 1000;

    private readonly BulkMutation _mutation;
    private readonly JobTable _jobs;
    private readonly JobMoves _moves;
    private readonly Glob? _pattern;
    private readonly PriorityQueue<JobEntry, (DateTime DueAt, long Position)> _remaining;

    public MutationWork(BulkMutation mutation, JobTable jobs, JobMoves moves)
    {
        _mutation = mutation;
        _jobs = jobs;
        _moves = moves;
        _pattern = NeedsLook && mutation.Filter.Pattern is { } pattern ? new Glob(pattern) : null;
        _remaining = new(Candidates().Select(entry => (entry, (_jobs.DueAt(entry), entry.Position))));
    }

    private bool HasJobIds => _mutation.Operation != MutateOperation.Clear && _mutation.Filter.JobIds.Count > 0;

    private bool NeedsLook => _mutation.Operation != MutateOperation.Clear && !HasJobIds;

    public int Next()
    {
        if (!_remaining.TryDequeue(out var entry, out _))
        {
            return 0;
        }

        if (!IsStillThere(entry))
        {
            return 1;
        }

        var cost = 1 + (_pattern is null ? 0 : entry.Payload.Length / BytesPerJob);
        if (!NeedsLook || IsWanted(entry))
        {
            Apply(entry);
        }

        return cost;
    }

    /// <summary>Costs no more than a look at every job of the set: what is slower (order, job types, patterns) belongs into the slices.</summary>
    private IEnumerable<JobEntry> Candidates() => HasJobIds
        ? _mutation.Filter.JobIds.Distinct(StringComparer.Ordinal).SelectMany(jobId => EntriesOf(JobHash.Of(jobId)))
        : _jobs.SetOf(_mutation.Target).Entries;

    private IEnumerable<JobEntry> EntriesOf(JobHash job)
    {
        for (var entry = _jobs.Index.First(job); entry is not null; entry = JobIndex.After(entry))
        {
            yield return entry;
        }
    }

    private bool IsStillThere(JobEntry entry) =>
        entry.State == _mutation.Target && entry.Position <= _mutation.Mark && entry.HeapIndex >= 0;

    private bool IsWanted(JobEntry entry) =>
        (_mutation.Filter.JobType is null || PayloadFields.Read(entry.Payload).JobType == _mutation.Filter.JobType)
        && (_pattern is null || Matches(_pattern, entry));

    /// <summary>The text is the job as a worker would get it, its failure included.</summary>
    private static bool Matches(Glob pattern, JobEntry entry)
    {
        pattern.Reset();
        pattern.Feed(entry.Payload.AsSpan(0, entry.Payload.Length - 1));
        if (entry.EnqueuedAt != default)
        {
            pattern.Feed(JobReply.EnqueuedAt);
            pattern.Feed(Encoding.ASCII.GetBytes(WireTime.Format(entry.EnqueuedAt)));
            pattern.Feed("\""u8);
        }

        if (entry.Failure is { } failure)
        {
            pattern.Feed(JobReply.Failure);
            pattern.Feed(failure.Json);
        }

        pattern.Feed("}"u8);
        return pattern.IsMatch;
    }

    private void Apply(JobEntry entry)
    {
        _moves.Detach(entry);
        if (_mutation.Operation == MutateOperation.Kill)
        {
            _moves.Bury(entry);
        }
        else if (_mutation.Operation == MutateOperation.Requeue)
        {
            _moves.Enqueue(entry);
        }
        else
        {
            _moves.Forget(entry);
        }
    }
}
