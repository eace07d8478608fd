using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>All live jobs, each in exactly one set, and every move between sets. Knows nothing of batches or waiting FETCHes.</summary>
internal sealed class JobTable(EngineContext context, ThrottleTable throttles)
{
    private long _lastId;

    public JobIndex Index { get; private set; } = new();

    public QueueTable Queues { get; } = new(context.Changes, throttles);

    public ThrottleTable Throttles => throttles;

    public TrackTable Tracks { get; } = new(context);

    public TimedSet Scheduled { get; private set; } = new();

    public TimedSet Retrying { get; private set; } = new();

    public TimedSet Dead { get; private set; } = new();

    public TimedSet Working { get; private set; } = new();

    /// <summary>Makes an entry that is in no set yet; it must be put into one at once.</summary>
    public JobEntry Create(JobHash hash, byte[] payload, string queue, int retry, int reserveFor)
    {
        var entry = new JobEntry
        {
            Id = ++_lastId,
            Hash = hash,
            Payload = payload,
            Queue = Queues.GetOrAdd(queue),
            Retry = retry,
            ReserveFor = reserveFor,
        };
        Index.Add(entry);
        return entry;
    }

    /// <param name="entry">As it was stored.</param>
    /// <param name="dueAt">UTC; of no meaning in a queue.</param>
    public void Load(JobEntry entry, DateTime dueAt)
    {
        _lastId = Math.Max(_lastId, entry.Id);
        context.LastPosition = Math.Max(context.LastPosition, entry.Position);
        entry.IsStored = true;
        Index.Add(entry);
        if (entry.State != JobState.Enqueued)
        {
            SetOf(entry.State).Add(entry, dueAt);
        }
    }

    public void AppendToQueue(JobEntry entry)
    {
        EnsureQueue(entry);
        entry.State = JobState.Enqueued;
        entry.EnqueuedAt = context.Now;
        entry.Position = context.NextPosition();
        entry.Queue.Append(entry);
        context.Changes.Save(entry);
        Tracks.Note(entry);
    }

    /// <summary>Back to the head of its queue, as if it had never been fetched.</summary>
    public void PrependToQueue(JobEntry entry)
    {
        EnsureQueue(entry);
        entry.State = JobState.Enqueued;
        entry.Queue.Prepend(entry, context.NextPosition());
        context.Changes.Save(entry);
        Tracks.Note(entry);
    }

    /// <summary>Puts an entry that is in no set into one of the timed ones.</summary>
    public void Park(JobEntry entry, JobState state, DateTime dueAt)
    {
        entry.State = state;
        entry.Position = context.NextPosition();
        SetOf(state).Add(entry, dueAt);
        context.Changes.Save(entry);
        Tracks.Note(entry);
    }

    /// <summary>Takes a waiting job off its queue and gives it to a session.</summary>
    public void Reserve(JobEntry entry, Session session)
    {
        context.Tally.Count(JobEvent.Fetched);
        Detach(entry);
        var seconds = entry.ReserveFor == 0 ? DefaultReservation : TimeSpan.FromSeconds(entry.ReserveFor);
        var length = seconds < context.Options.MinimumReservation ? context.Options.MinimumReservation : seconds;
        entry.Position = context.NextPosition();
        entry.Reservation = new Reservation(entry.Position, session.Worker?.Wid, context.Now, session.IsInProcess, session.Worker?.Releases ?? false);
        entry.State = JobState.Working;
        Working.Add(entry, context.Now + length);
        if (entry.Queue.Throttle is { } throttle)
        {
            throttles.Take(throttle, entry.Reservation);
        }

        context.Changes.Save(entry);
        Tracks.Note(entry);
    }

    /// <summary>Moves the end of a reservation.</summary>
    public void Extend(JobEntry entry, DateTime until)
    {
        Working.Remove(entry);
        Working.Add(entry, until);
        context.Changes.Save(entry);
    }

    /// <summary>Takes an entry out of the set it is in; it must be put into another or removed.</summary>
    public void Detach(JobEntry entry)
    {
        if (entry.State == JobState.Enqueued)
        {
            entry.Queue.Remove(entry);
        }
        else
        {
            SetOf(entry.State).Remove(entry);
        }

        if (entry.Reservation?.Slot is { } slot)
        {
            throttles.Free(slot);
        }

        entry.Reservation = null;
    }

    /// <summary>Forgets an entry that is in no set any more, and its links, which are counted.</summary>
    public void Remove(JobEntry entry)
    {
        Index.Remove(entry);
        context.Released++;
        entry.JoinedBatch = null;
        entry.JoinedCallback = null;
        context.Changes.Remove(entry);
    }

    /// <summary>When something is to happen to it, UTC; default for a job in a queue.</summary>
    public DateTime DueAt(JobEntry entry) => entry.HeapIndex < 0 ? default : SetOf(entry.State).DueAt(entry);

    public TimedSet SetOf(JobState state) => state switch
    {
        JobState.Scheduled => Scheduled,
        JobState.Retrying => Retrying,
        JobState.Dead => Dead,
        JobState.Working => Working,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a timed set."),
    };

    public void Clear()
    {
        context.Released += Index.Count;
        Index = new JobIndex();
        Scheduled = new TimedSet();
        Retrying = new TimedSet();
        Dead = new TimedSet();
        Working = new TimedSet();
        throttles.Clear();
        Queues.Clear();
        Tracks.Clear();
    }

    /// <summary>The queue may have been removed while the job was elsewhere; it comes back with it.</summary>
    private void EnsureQueue(JobEntry entry)
    {
        if (!entry.Queue.IsKnown)
        {
            entry.Queue = Queues.GetOrAdd(entry.Queue.Name);
        }
    }

    private static readonly TimeSpan DefaultReservation = TimeSpan.FromMinutes(30);
}
