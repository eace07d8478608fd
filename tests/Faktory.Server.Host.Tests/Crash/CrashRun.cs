using System.Diagnostics;
using System.Net;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash;

/// <summary>A server process that is ended and started again under load, and the clients that check what it kept.</summary>
internal sealed class CrashRun(int seed) : IAsyncDisposable
{
    private const int Producers = 6;
    private const int Workers = 10;

    /// <summary>Below the time after which the jobs of a vanished worker are given back.</summary>
    private static readonly TimeSpan LongestResolution = TimeSpan.FromSeconds(4);

    private readonly Ledger _ledger = new();
    private readonly DataFolder _folder = new();
    private readonly List<Producer> _producers = [];
    private readonly List<LoadWorker> _workers = [];
    private readonly HashSet<string> _finished = [];
    private readonly List<(Actor Actor, FwpClient Client)> _connections = [];
    private readonly List<Task> _load = [];
    private KillableServer? _server;
    private int _round;
    private int _fired;

    /// <summary>Starts the server, brings every client to a known state, and compares what server and clients know.</summary>
    public async Task StartAsync()
    {
        if (_round++ == 0)
        {
            Hire();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = await KillableServer.StartAsync(_folder.Path);
        var watch = Stopwatch.StartNew();
        foreach (var actor in _producers.Concat<Actor>(_workers))
        {
            await ReconnectAsync(actor, _server.Address);
        }

        Assert.True(watch.Elapsed < LongestResolution, $"The clients took {watch.Elapsed} to come back: the machine is too slow for this test");
        await CompareAsync();
    }

    /// <summary>Lets the clients work; completes when so many commands have been answered.</summary>
    public async Task LoadAsync(int replies)
    {
        var reached = _ledger.RepliesAsync(replies);
        _load.AddRange(_connections.Select(pair => Task.Run(() => pair.Actor.RunAsync(pair.Client))));
        var ended = Task.WhenAll(_load);
        Assert.True(await Task.WhenAny(reached, ended) == reached, $"The server went away by itself:\n{_server!.Log}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        await _server!.KillAsync();
        await EndRoundAsync();
    }

    /// <summary>SIGKILL while it starts.</summary>
    public Task InterruptStartAsync(TimeSpan after) => KillableServer.InterruptStartAsync(_folder.Path, after);

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Duration)> TerminateAsync()
    {
        var watch = Stopwatch.StartNew();
        var code = await _server!.TerminateAsync();
        var duration = watch.Elapsed;
        await EndRoundAsync();
        return (code, duration);
    }

    /// <summary>Begins nothing new and works until nothing is left.</summary>
    public async Task CompleteAsync()
    {
        _producers.ForEach(producer => producer.Finish());
        await LoadAsync(1);
        await using var operatorClient = await FwpClient.ConnectAsync(_server!.Address);
        await operatorClient.HelloAsync();
        await FinishAsync(operatorClient);
        _workers.ForEach(worker => worker.Finish());
        await Task.WhenAll(_load);
        await EndRoundAsync();
        await StartAsync();
    }

    /// <summary>Every callback ran as one job with one ACK that took effect, and every job was acknowledged once.</summary>
    public async Task AssertAllDoneAsync()
    {
        Assert.Equal([], _ledger.Broken);
        Assert.Equal([], _ledger.Unsettled());
        Assert.Equal(_ledger.Accepted + _ledger.Callbacks, (await _connections[0].Client.InfoAsync()).Succeeded);
        var promised = 0;
        foreach (var (promise, view) in await BatchesAsync())
        {
            promised += (promise.HasSuccess ? 1 : 0) + (promise.HasComplete ? 1 : 0);
            Assert.Equal((promise.HasSuccess ? "2" : "", promise.HasComplete ? "2" : ""), (view.Success, view.Complete));
            Assert.Equal([_ledger.MembersOf(promise.Bid), 0L, 0L], [view.Total, view.Pending, view.Failed]);
        }

        Assert.Equal(promised, _ledger.Callbacks);
    }

    /// <summary>Says with which seed it ran, and what it did.</summary>
    public void Print(string how)
    {
        var figures = $"seed {seed}: {how}, {_round - 1} restarts, {_ledger.Accepted} jobs pushed, {_ledger.Batches.Count} batches, "
            + $"{_ledger.Callbacks} callbacks, {_ledger.Settled} jobs acknowledged, {_ledger.Failed} failed on purpose, "
            + $"{_ledger.Repeated} commands repeated after a crash, {_ledger.Redelivered} jobs handed out again; lost: {_ledger.Unsettled().Count}, promises broken: {_ledger.Broken.Count}";
        TestContext.Current.TestOutputHelper!.WriteLine(figures);
        Console.WriteLine(figures);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await EndRoundAsync();
        _folder.Dispose();
    }

    /// <summary>Every batch as the server tells it.</summary>
    private async Task<IReadOnlyList<(BatchPromise Promise, BatchView View)>> BatchesAsync()
    {
        var batches = _ledger.Batches;
        return [.. batches.Zip(await StatusesAsync(_connections[0].Client, batches))];
    }

    private void Hire()
    {
        for (var i = 0; i < Producers; i++)
        {
            _producers.Add(new Producer(_ledger, i, seed + i));
        }

        for (var i = 0; i < Workers; i++)
        {
            _workers.Add(new LoadWorker(_ledger, i, seed + Producers + i));
        }
    }

    private async Task ReconnectAsync(Actor actor, IPEndPoint address)
    {
        var client = await FwpClient.ConnectAsync(address);
        _connections.Add((actor, client));
        var hello = await client.HelloAsync(actor.Wid(_round), extra: ",\"release\":true");
        Assert.Equal("+OK", hello.ToString());
        await actor.ResolveAsync(client);
    }

    /// <summary>While nobody works, the server must hold exactly what was promised and not settled.</summary>
    private async Task CompareAsync()
    {
        var client = _connections[0].Client;
        var callbacks = await CountFiredAsync(client);
        var info = await client.InfoAsync();
        Assert.Equal([], _ledger.Broken);
        Assert.True(
            info.Succeeded == _ledger.Settled,
            $"Seed {seed}, round {_round}: {_ledger.Settled} jobs were acknowledged, the server knows of {info.Succeeded}");
        Assert.True(
            info.Live + info.Succeeded == _ledger.Accepted + callbacks,
            $"Seed {seed}, round {_round}: {_ledger.Accepted} jobs were accepted and {callbacks} callbacks enqueued, the server has {info.Live} and has done {info.Succeeded}");
    }

    private async Task<int> CountFiredAsync(FwpClient client)
    {
        var open = _ledger.Batches.Where(batch => !_finished.Contains(batch.Bid)).ToList();
        var fired = 0;
        foreach (var (batch, status) in open.Zip(await StatusesAsync(client, open)))
        {
            var count = (status.Success.Length > 0 ? 1 : 0) + (status.Complete.Length > 0 ? 1 : 0);
            fired += count;
            if (count == (batch.HasSuccess ? 1 : 0) + (batch.HasComplete ? 1 : 0))
            {
                _finished.Add(batch.Bid);
                _fired += count;
                fired -= count;
            }
        }

        return _fired + fired;
    }

    private static async Task<List<BatchView>> StatusesAsync(FwpClient client, IReadOnlyList<BatchPromise> batches)
    {
        var views = new List<BatchView>();
        foreach (var some in batches.Chunk(100))
        {
            await client.SendRawAsync(string.Concat(some.Select(batch => $"BATCH STATUS {batch.Bid}\r\n")));
            foreach (var batch in some)
            {
                var reply = await client.ReadAsync();
                Assert.True(reply.Kind == FwpReplyKind.Bulk, $"The status of {batch} is {reply}");
                views.Add(new BatchView(FwpCommands.Json(reply.Text)));
            }
        }

        return views;
    }

    private async Task FinishAsync(FwpClient client)
    {
        // Producers are the first of all actors.
        await Task.WhenAll(_load.Take(Producers));
        await Eventually.GetAsync(
            async () =>
            {
                await client.RequeueRetriesAsync();
                return await client.InfoAsync();
            },
            info => info.Live == 0,
            "all jobs to be settled");
    }

    private async Task EndRoundAsync()
    {
        await Task.WhenAll(_load);
        _load.Clear();
        foreach (var (_, client) in _connections)
        {
            await client.DisposeAsync();
        }

        _connections.Clear();
    }
}
