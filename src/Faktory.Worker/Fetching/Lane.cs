using Faktory.Client;

namespace Faktory.Worker;

/// <summary>What is under way on one connection that fetches. Guarded by its loop's lock.</summary>
internal sealed class Lane(IFaktoryWorkerConnection connection)
{
    private const int MostFetches = 8;

    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IFaktoryWorkerConnection Connection { get; } = connection;

    /// <summary>FETCHes sent and not answered.</summary>
    public int Fetching { get; set; }

    /// <summary>Results sent and not answered; every FETCH after them is applied after them, so their slots are free here already.</summary>
    public int Confirming { get; set; }

    /// <summary>How many FETCHes may be under way: one, unless jobs come as fast as they are asked for.</summary>
    public int Window { get; private set; } = 1;

    /// <summary>Set while the server answers at once that there is nothing, so that asking again must wait.</summary>
    public bool Paused { get; set; }

    /// <summary>When the latest FETCH was answered.</summary>
    public long LastReply { get; set; }

    /// <summary>Completes when the connection is of no use any more.</summary>
    public Task Ended => Task.WhenAny(Connection.Closed, _failed.Task);

    public void Fail() => _failed.TrySetResult();

    public void Widen() => Window = Math.Min(MostFetches, Window * 2);

    public void Narrow() => Window = 1;
}
