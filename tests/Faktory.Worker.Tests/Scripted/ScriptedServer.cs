using Faktory.Client;
using Faktory.Protocol;

namespace Faktory.Worker.Tests;

/// <summary>A server that keeps what it is told in a log, answers strictly in order per connection, and can be cut off, refused and held up.</summary>
internal sealed class ScriptedServer : IFaktoryWorkerConnectionFactory
{
    private readonly Lock _gate = new();
    private readonly List<string> _log = [];
    private readonly List<(Func<IReadOnlyList<string>, bool> Wanted, TaskCompletionSource Seen)> _watchers = [];
    private readonly LinkedList<Job> _waiting = [];
    private readonly HashSet<string> _reserved = [];
    private readonly List<ScriptedConnection> _connections = [];

    public string Endpoint => "scripted";

    /// <summary>What INFO lists.</summary>
    public HashSet<string> Extensions { get; } = [FaktoryExtensions.Requeue, FaktoryExtensions.Release];

    /// <summary>When set, connecting fails.</summary>
    public bool Down { get; set; }

    /// <summary>The jobs that every answer to BEAT says to stop.</summary>
    public IReadOnlyList<string> Cancelled { get; set; } = [];

    /// <summary>What BEAT is answered.</summary>
    public Func<WorkerOrder?, WorkerOrder> Order { get; set; } = _ => WorkerOrder.Run;

    /// <summary>Makes a result's reply: null is OK, otherwise the error, or a cut connection.</summary>
    public Func<string, ScriptedReply> ResultReply { get; set; } = _ => ScriptedReply.Ok;

    /// <summary>Makes the reply to a TRACK.</summary>
    public Func<ScriptedReply> TrackReply { get; set; } = () => ScriptedReply.Ok;

    /// <summary>A job that is handed out although the worker has half-closed.</summary>
    public Job? LateJob { get; set; }

    public int MostReserved { get; private set; }

    public IReadOnlyList<WorkerIdentity> Identities => [.. _connections.Select(connection => connection.Identity)];

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    public ValueTask<IFaktoryWorkerConnection> ConnectAsync(WorkerIdentity identity, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Down)
            {
                Note("REFUSED");
                throw new FaktoryConnectionException("scripted is down.");
            }

            var connection = new ScriptedConnection(this, identity, _connections.Count);
            _connections.Add(connection);
            Note($"{connection.Name} HELLO");
            return ValueTask.FromResult<IFaktoryWorkerConnection>(connection);
        }
    }

    public void Enqueue(params IEnumerable<Job> jobs)
    {
        lock (_gate)
        {
            foreach (var job in jobs)
            {
                _waiting.AddLast(job);
            }

            _connections.ToList().ForEach(connection => connection.Advance());
        }
    }

    /// <summary>Cuts every connection.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _connections.ToList().ForEach(connection => connection.Cut());
        }
    }

    /// <summary>Tells every FETCH that waits that there is nothing.</summary>
    public void AnswerParkedFetches()
    {
        lock (_gate)
        {
            _connections.ToList().ForEach(connection => connection.AnswerParkedFetch());
        }
    }

    /// <summary>Waits until an entry has been written that ends like this, <paramref name="times"/> times.</summary>
    public Task SeesAsync(string ending, int times = 1) =>
        SeesAsync(log => log.Count(entry => entry.EndsWith(ending, StringComparison.Ordinal)) >= times);

    public async Task SeesAsync(Func<IReadOnlyList<string>, bool> wanted)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (wanted(_log))
            {
                return;
            }

            _watchers.Add((wanted, seen));
        }

        try
        {
            await seen.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail("The server never saw it. Its log:\n" + string.Join('\n', Log));
        }
    }

    internal Lock Gate => _gate;

    internal void Note(string entry)
    {
        _log.Add(entry);
        foreach (var watcher in _watchers.Where(watcher => watcher.Wanted(_log)).ToList())
        {
            _watchers.Remove(watcher);
            watcher.Seen.TrySetResult();
        }
    }

    internal Job? TakeJob()
    {
        if (_waiting.First is not { } first)
        {
            return null;
        }

        _waiting.RemoveFirst();
        return Reserve(first.Value);
    }

    internal Job Reserve(Job job)
    {
        _reserved.Add(job.Id);
        MostReserved = Math.Max(MostReserved, _reserved.Count);
        return job;
    }

    internal void Settle(string jobId) => _reserved.Remove(jobId);
}
