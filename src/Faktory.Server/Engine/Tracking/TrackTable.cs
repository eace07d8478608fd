using System.Diagnostics.CodeAnalysis;
using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>
/// Tracked jobs (BEHAVIOUR 4.3), each for half an hour after its last change. In memory only: a restart keeps the states of
/// live jobs, and forgets percent, desc and the jobs that are done.
/// </summary>
internal sealed class TrackTable(EngineContext context)
{
    public const string Success = "success";

    public const string Failed = "failed";

    private const int RecordsPerSlice = 5000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>A record that is over is not shown: many are forgotten in one go rather than each on a tick of its own.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);

    private readonly Dictionary<JobHash, LinkedListNode<TrackRecord>> _records = [];
    private readonly LinkedList<TrackRecord> _byUpdate = [];

    /// <summary>When to call <see cref="Sweep"/>; null when nothing is tracked.</summary>
    public DateTime? Next => _byUpdate.First?.Value.UpdatedAt + Lifetime + Linger;

    public TrackRecord? Find(JobHash job) =>
        _records.TryGetValue(job, out var node) && !IsOver(node.Value) ? node.Value : null;

    /// <summary>Notes the set that a job has come into, if it is tracked.</summary>
    public void Note(JobEntry entry) => Note(entry, StateOf(entry.State));

    /// <summary>Notes what became of a job, if it is tracked.</summary>
    public void Note(JobEntry entry, string state)
    {
        if (entry.Terms is { IsTracked: true })
        {
            Update(entry.Hash, state, context.Now);
        }
    }

    /// <summary>The record to write a worker's or producer's words into; null when the job is not tracked.</summary>
    /// <param name="job">The job.</param>
    /// <param name="live">A live entry of it, for a record that is over; null when there is none.</param>
    public TrackRecord? Touch(JobHash job, JobEntry? live)
    {
        var state = Find(job)?.State ?? (live?.Terms is { IsTracked: true } ? StateOf(live.State) : null);
        return state is null ? null : Update(job, state, context.Now);
    }

    /// <summary>Takes over loaded jobs as far as their rows tell.</summary>
    public void Load(IEnumerable<JobEntry> entries, TimedSet dead)
    {
        foreach (var (entry, updatedAt) in entries.Select(entry => (entry, UpdatedAt: LastChange(entry, dead))).OrderBy(pair => pair.UpdatedAt))
        {
            Update(entry.Hash, StateOf(entry.State), updatedAt);
        }
    }

    /// <summary>Forgets records whose time is over.</summary>
    public void Sweep()
    {
        if (Next > context.Now)
        {
            return;
        }

        for (var i = 0; i < RecordsPerSlice && _byUpdate.First is { } oldest && IsOver(oldest.Value); i++)
        {
            _byUpdate.RemoveFirst();
            _records.Remove(oldest.Value.Job);
        }
    }

    public void Clear()
    {
        _records.Clear();
        _byUpdate.Clear();
    }

    private bool IsOver(TrackRecord record) => record.UpdatedAt + Lifetime <= context.Now;

    private TrackRecord Update(JobHash job, string state, DateTime now)
    {
        if (TryTake(job, out var record))
        {
            record.State = state;
        }
        else
        {
            record = new TrackRecord(job) { State = state };
        }

        record.UpdatedAt = now;
        _records[job] = _byUpdate.AddLast(record);
        return record;
    }

    /// <summary>Takes a record that is not over out of its place.</summary>
    private bool TryTake(JobHash job, [NotNullWhen(true)] out TrackRecord? record)
    {
        record = null;
        if (!_records.TryGetValue(job, out var node))
        {
            return false;
        }

        _byUpdate.Remove(node);
        record = IsOver(node.Value) ? null : node.Value;
        return record is not null;
    }

    private DateTime LastChange(JobEntry entry, TimedSet dead) => entry.State switch
    {
        JobState.Enqueued => entry.EnqueuedAt,
        JobState.Working => entry.Reservation!.ReservedAt,
        JobState.Dead => dead.DueAt(entry) - context.Options.DeadRetention,
        _ => context.Now,
    };

    private static string StateOf(JobState state) => state switch
    {
        JobState.Working => "working",
        JobState.Retrying => Failed,
        JobState.Dead => "dead",
        _ => "enqueued",
    };
}
