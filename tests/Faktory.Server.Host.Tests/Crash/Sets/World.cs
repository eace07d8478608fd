namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>What one scenario believes of the server: a small model in which every acknowledged command took effect.</summary>
internal sealed class World
{
    private readonly Dictionary<JobPlace, List<string>> _places = Enum.GetValues<JobPlace>().ToDictionary(place => place, _ => new List<string>());

    public bool IsPaused { get; set; }

    /// <summary>Argument of a unique job -> the job that holds its lock.</summary>
    public Dictionary<int, string> Locks { get; private init; } = [];

    public List<BatchModel> Batches { get; private init; } = [];

    /// <summary>How many jobs the server holds for it.</summary>
    public int Live => _places.Sum(place => place.Key == JobPlace.Gone ? 0 : place.Value.Count);

    /// <summary>The jobs in a place, those that came first at the head.</summary>
    public IReadOnlyList<string> this[JobPlace place] => _places[place];

    public void Move(string jobId, JobPlace to, bool toHead = false)
    {
        foreach (var place in _places.Values)
        {
            place.Remove(jobId);
        }

        _places[to].Insert(toHead ? 0 : _places[to].Count, jobId);
    }

    /// <summary>What has been seen to be gone is of no more interest.</summary>
    public void ForgetGone() => _places[JobPlace.Gone].Clear();

    public void Join(string batch, string jobId)
    {
        Batch(batch).Members.Add(jobId);
        Batch(batch).Pending.Add(jobId);
    }

    public void Commit(string batch)
    {
        Batch(batch).IsCommitted = true;
        FireCallbacks();
    }

    /// <summary>A member or a callback is acknowledged.</summary>
    public void Settle(string jobId)
    {
        foreach (var batch in Batches)
        {
            batch.Pending.Remove(jobId);
            batch.Success = batch.Callback == jobId ? "2" : batch.Success;
        }

        FireCallbacks();
    }

    public World Clone()
    {
        var copy = new World { IsPaused = IsPaused, Locks = new(Locks), Batches = [.. Batches.Select(batch => batch.Copy())] };
        foreach (var (place, jobs) in _places)
        {
            copy._places[place].AddRange(jobs);
        }

        return copy;
    }

    /// <summary>A line per job, as TRACK GET tells after a restart.</summary>
    public IEnumerable<string> Tracks() =>
        _places.SelectMany(place => place.Value.Select(jobId => $"{jobId} {TrackOf(place.Key)}"));

    private BatchModel Batch(string key) => Batches.Single(batch => batch.Key == key);

    /// <summary>A callback that fires changes nothing for another batch before it is acknowledged.</summary>
    private void FireCallbacks()
    {
        foreach (var batch in Batches.Where(batch => batch.IsCommitted && batch.Pending.Count == 0 && batch.Success.Length == 0))
        {
            if (Batches.All(child => child.Parent != batch.Key || child.Success == "2"))
            {
                batch.Success = "1";
                Move(batch.Callback, JobPlace.Queue);
            }
        }
    }

    private static string TrackOf(JobPlace place) => place switch
    {
        JobPlace.Working => "working",
        JobPlace.Retries => "failed",
        JobPlace.Dead => "dead",
        JobPlace.Gone => "unknown",
        _ => "enqueued",
    };
}
