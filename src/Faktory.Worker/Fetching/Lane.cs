using Faktory.Client;
using Faktory.Protocol;

namespace Faktory.Worker;

/// <summary>What is under way on one connection that fetches. Guarded by the slots' gate.</summary>
internal sealed class Lane(IFaktoryWorkerConnection connection, FetchPace pace)
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Task<ServerInfo> _info = connection.GetInfoAsync();
    private bool? _isPipelined;

    public IFaktoryWorkerConnection Connection { get; } = connection;

    public FetchPace Pace { get; } = pace;

    /// <summary>FETCHes sent and not answered.</summary>
    public int Fetching { get; set; }

    /// <summary>Waits that are over, to be used again.</summary>
    public Stack<FetchWait> FreeWaits { get; } = new();

    /// <summary>The timestamp of the latest FETCH.</summary>
    public long FetchedAt { get; set; }

    /// <summary>Results sent and not answered; every FETCH after them is applied after them, so their slots are free here already.</summary>
    public int Confirming { get; set; }

    /// <summary>FETCHes and results answered so far.</summary>
    public long Answers { get; set; }

    /// <summary>Set while the server answers at once that there is nothing, so that asking again must wait.</summary>
    public bool Paused { get; set; }

    /// <summary>Whether the server is known to carry out what stands behind a waiting FETCH, so that only replies wait.</summary>
    public bool IsPipelined => _isPipelined ?? (_info.IsCompletedSuccessfully
        ? (_isPipelined = _info.Result.Extensions.Contains(FaktoryExtensions.FetchPipelined)).Value
        : false);

    /// <summary>Completes when the connection is of no use any more.</summary>
    public Task Ended => Task.WhenAny(Connection.Closed, _failed.Task);

    /// <summary>Whether there is no use in asking it for more.</summary>
    public bool HasFailed => _failed.Task.IsCompleted;

    public void Fail() => _failed.TrySetResult();
}
