using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>A server process that is killed and started again while every scenario plays with its set.</summary>
internal sealed class SetsRun(int seed) : IAsyncDisposable
{
    private readonly DataFolder _folder = new();
    private readonly IReadOnlyList<Scenario> _scenarios = Scenarios.Create(seed);
    private readonly List<FwpClient> _clients = [];
    private readonly DateTime _startedAt = DateTime.UtcNow;
    private KillableServer? _server;
    private long _ticks;
    private int _kills;
    private int _drained;

    /// <summary>Starts the server and compares what it has with what every client knows.</summary>
    public async Task StartAsync()
    {
        _server = await KillableServer.StartAsync(_folder.Path, Scenarios.Settings);
        foreach (var _ in _scenarios)
        {
            var client = await FwpClient.ConnectAsync(_server.Address);
            _clients.Add(client);
            Assert.Equal("+OK", (await client.HelloAsync()).ToString());
        }

        await Task.WhenAll(_scenarios.Zip(_clients, (scenario, client) => scenario.CheckAsync(client)));
        await CompareSetsAsync();
    }

    /// <summary>Lets every scenario work and kills the server after so many replies.</summary>
    public async Task KillUnderLoadAsync(int replies)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = Task.WhenAll(_scenarios.Zip(_clients, (scenario, client) => Task.Run(() => scenario.RunAsync(client, OnReply))));
        await Task.WhenAny(reached.Task, load);
        await KillAsync();
        await load;
        Assert.True(reached.Task.IsCompleted, $"The server went away by itself:\n{_server!.Log}");

        void OnReply()
        {
            if (Interlocked.Decrement(ref replies) == 0)
            {
                reached.SetResult();
            }
        }
    }

    /// <summary>Takes every job out of its set: it must be where it was believed to be, and nothing else may be there.</summary>
    public async Task DrainAsync()
    {
        var client = _clients[0];
        await client.OkAsync("QUEUE RESUME *");
        foreach (var scenario in _scenarios)
        {
            await DrainAsync(client, scenario);
        }

        var info = await client.InfoAsync();
        Assert.Equal(info.Queue(Scenarios.CronQueue), info.Live);
    }

    /// <summary>Says with which seed it ran, and what it did.</summary>
    public void Print(TimeSpan duration)
    {
        var figures = $"seed {seed}: {_scenarios.Count} clients over all sets, {_kills} kills in {duration.TotalSeconds:0} s, "
            + $"{_scenarios.Sum(scenario => scenario.Acknowledged)} commands acknowledged and kept, "
            + $"{_scenarios.Sum(scenario => scenario.InDoubt.All)} in doubt ({_scenarios.Sum(scenario => scenario.InDoubt.Applied)} of them took effect), "
            + $"{_drained} jobs in the sets and {_ticks} of cron at the end; lost: 0";
        TestContext.Current.TestOutputHelper!.WriteLine(figures);
        Console.WriteLine(figures);
    }

    public async Task KillAsync()
    {
        await _server!.KillAsync();
        _kills++;
        await _server.DisposeAsync();
        await DisconnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await DisconnectAsync();
        _folder.Dispose();
    }

    /// <summary>What was never sent does not exist: the sets hold what the scenarios know of, and no more.</summary>
    private async Task CompareSetsAsync()
    {
        var info = await _clients[0].InfoAsync();
        CompareCron(info);
        Assert.Equal(
            [Known(JobPlace.Queue) + Known(JobPlace.Aside), Known(JobPlace.Scheduled), Known(JobPlace.Working), Known(JobPlace.Retries), Known(JobPlace.Dead)],
            [info.Enqueued - info.Queue(Scenarios.CronQueue), info.Scheduled, info.Working, info.Retries, info.Dead]);
    }

    /// <summary>What a minute brought stays, and no minute brings two.</summary>
    private void CompareCron(InfoView info)
    {
        var minutes = (DateTime.UtcNow.Ticks / TimeSpan.TicksPerMinute) - (_startedAt.Ticks / TimeSpan.TicksPerMinute);
        Assert.InRange(info.Queue(Scenarios.CronQueue), _ticks, minutes);
        _ticks = info.Queue(Scenarios.CronQueue);
    }

    private long Known(JobPlace place) => _scenarios.Sum(scenario => scenario.World[place].Count);

    private async Task DrainAsync(FwpClient client, Scenario scenario)
    {
        var world = scenario.World;
        foreach (var place in (JobPlace[])[JobPlace.Scheduled, JobPlace.Retries, JobPlace.Dead])
        {
            foreach (var jobId in world[place].ToList())
            {
                var command = SetCommands.Mutate("requeue", place, jobId);
                await client.OkAsync(command.Line);
                command.Effect(world, "");
            }
        }

        foreach (var jobId in world[JobPlace.Working])
        {
            await client.AckAsync(jobId);
        }

        foreach (var jobId in world[JobPlace.Queue].Concat(world[JobPlace.Aside]))
        {
            Assert.Equal(jobId, (await client.RunAsync([scenario.Queue, .. scenario.OtherQueues])).Jid());
        }

        _drained += world.Live;
        await RunCallbacksAsync(client, scenario.Queue);
    }

    /// <summary>What was acknowledged a moment ago may have been the last member of its batch.</summary>
    private async Task RunCallbacksAsync(FwpClient client, string queue)
    {
        while ((await client.InfoAsync()).Queue(queue) > 0)
        {
            await client.RunAsync(queue);
            _drained++;
        }
    }

    private async Task DisconnectAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }
}
