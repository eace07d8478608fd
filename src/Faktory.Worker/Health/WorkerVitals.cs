namespace Faktory.Worker;

/// <summary>The signs of life of one worker. Written where they happen, read by whoever watches.</summary>
/// <param name="name">The worker's name.</param>
/// <param name="endpoint">Its server.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkerVitals(string name, string endpoint, TimeProvider time)
{
    private Task? _closed;
    private Task? _fetching;
    private string? _reason;
    private FetchLoop? _loop;
    private long _beatAt;
    private int _hasBeaten;

    public string Name => name;

    /// <summary>The name for data and metrics; that of the default worker would be empty.</summary>
    public string Label => LabelOf(name);

    public string Endpoint => endpoint;

    /// <summary>What keeps its slots busy; null before it has started.</summary>
    public FetchLoop? Loop => Volatile.Read(ref _loop);

    /// <summary>Whether it has fetched without an end so far.</summary>
    public bool IsFetching => Volatile.Read(ref _fetching) is { IsCompleted: false };

    public bool IsConnected => Volatile.Read(ref _closed) is { IsCompleted: false };

    /// <summary>Why the latest attempt to connect failed; null since one has succeeded.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>How long ago the server answered a heartbeat; null for never.</summary>
    public TimeSpan? SinceBeat => Volatile.Read(ref _hasBeaten) == 0 ? null : time.GetElapsedTime(Volatile.Read(ref _beatAt));

    /// <summary>How long the latest FETCH has been without an answer; zero when it has one.</summary>
    public TimeSpan Unanswered => Loop?.Unanswered ?? TimeSpan.Zero;

    public static string LabelOf(string name) => name.Length == 0 ? "default" : name;

    public void Started(FetchLoop loop, Task fetching)
    {
        Volatile.Write(ref _fetching, fetching);
        Volatile.Write(ref _loop, loop);
    }

    public void Connected(Task closed)
    {
        Volatile.Write(ref _reason, null);
        Volatile.Write(ref _closed, closed);
    }

    public void Unreachable(string reason) => Volatile.Write(ref _reason, reason);

    public void Beat()
    {
        Volatile.Write(ref _beatAt, time.GetTimestamp());
        Volatile.Write(ref _hasBeaten, 1);
    }
}
