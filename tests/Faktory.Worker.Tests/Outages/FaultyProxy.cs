using System.Net;
using System.Net.Sockets;

namespace Faktory.Worker.Tests.Outages;

/// <summary>A TCP proxy that breaks what goes through it when it is told to, and remembers whom that may have hurt.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly List<ProxiedConnection> _open = [];
    private readonly HashSet<string> _excused = [];
    private readonly List<(string Text, TaskCompletionSource Seen)> _watchers = [];
    private readonly Task _accepting;

    public FaultyProxy(IPEndPoint target)
    {
        Target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where new connections go.</summary>
    public IPEndPoint Target { get; set; }

    public string Url => $"tcp://{_listener.LocalEndpoint}";

    /// <summary>How often each kind of fault happened.</summary>
    public Dictionary<Fault, int> Faults { get; } = Enum.GetValues<Fault>().ToDictionary(fault => fault, _ => 0);

    /// <summary>Jobs that were spoken of on a connection shortly before it broke.</summary>
    public IReadOnlySet<string> Excused
    {
        get
        {
            lock (_gate)
            {
                return new HashSet<string>(_excused);
            }
        }
    }

    /// <summary>Does something to one of the open connections.</summary>
    public void Disturb(Fault fault, Random random)
    {
        ProxiedConnection victim;
        lock (_gate)
        {
            if (_open.Count == 0)
            {
                return;
            }

            Faults[fault]++;
            victim = _open[random.Next(_open.Count)];
            if (fault != Fault.Delay)
            {
                _excused.UnionWith(victim.RecentJobs());
            }
        }

        victim.Suffer(fault);
    }

    /// <summary>Completes when a text has come by, in either direction.</summary>
    public Task SeesAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _watchers.Add((text, seen));
        }

        return seen.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        List<ProxiedConnection> open;
        lock (_gate)
        {
            open = [.. _open];
        }

        foreach (var connection in open)
        {
            connection.Suffer(Fault.Cut);
            await connection.Ended;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(Target);
        }
        catch (SocketException)
        {
            // The server is down, and so is what stands for it.
            client.Dispose();
            server.Dispose();
            return;
        }

        var connection = new ProxiedConnection(client, server, Heard);
        lock (_gate)
        {
            _open.Add(connection);
        }

        connection.Start();
        await connection.Ended;
        lock (_gate)
        {
            _open.Remove(connection);
        }
    }

    private void Heard(string text)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers.Where(watcher => text.Contains(watcher.Text, StringComparison.Ordinal)))
            {
                watcher.Seen.TrySetResult();
            }
        }
    }
}

/// <summary>What can happen to a connection.</summary>
internal enum Fault
{
    /// <summary>Both ends lose it at once, and with it what was on its way.</summary>
    Cut,

    /// <summary>What is on its way arrives later.</summary>
    Delay,

    /// <summary>The server hears that the worker has no more to say.</summary>
    HalfCloseToServer,

    /// <summary>The worker hears that the server has no more to say.</summary>
    HalfCloseToWorker,
}
