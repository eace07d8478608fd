using System.Globalization;
using System.Net;
using Faktory.Rollout.Tests.Judging;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Rollout.Tests.Pods;

/// <summary>A server and three replicas of a worker, with what Kubernetes does to them.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const int Workers = 3;

    /// <summary>
    /// No shorter than the longest pause between a worker's attempts to come back, 10 s, and some for the connecting: a server that was
    /// away must not take running jobs from workers that are about to return.
    /// </summary>
    public static readonly TimeSpan WorkerLostAfter = TimeSpan.FromSeconds(12);

    /// <summary>Below the length of a long job.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Above the drain time. Below drain time and <see cref="WorkerLostAfter"/> together, so that a job which is only given back because its
    /// worker is gone has been held for longer than this.
    /// </summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long producers and handlers wait for a server that is away before they fail. A handler that fails loses nothing, but its job runs
    /// again only after a backoff.
    /// </summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly DataFolder _folder = new();
    private readonly IPEndPoint _address = new(IPAddress.Loopback, FreePort.Find());
    private readonly List<Pod> _pods = [];
    private readonly Pod[] _workers = new Pod[Workers];
    private PublishedPrograms? _programs;
    private Pod? _server;

    public string Url => $"tcp://{_address}";

    /// <summary>Publishes the programs, starts them, and waits until they are ready.</summary>
    public static async Task<Cluster> StartAsync()
    {
        var cluster = new Cluster();
        try
        {
            cluster._programs = await PublishedPrograms.PublishAsync(cluster.Folder("published"));
            await cluster.StartServerAsync();
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(cluster.StartWorkerAsync));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Terminates a worker in the middle of a long job, and starts another one in its place.</summary>
    public async Task<Departure> RollWorkerAsync(int number)
    {
        await StartsLongJobAsync(number);
        var departure = await _workers[number].TerminateAsync(GracePeriod);
        await StartWorkerAsync(number);
        return departure;
    }

    /// <summary>Kills a worker in the middle of a long job and of a stage that it builds, and starts another one in its place.</summary>
    public async Task<Pod> LoseWorkerAsync(int number)
    {
        await StartsLongJobAsync(number);
        await RunsAsync(number, execution => execution is { IsBuilder: true, Outcome: null }, "build a stage");
        var lost = _workers[number];
        await lost.KillAsync();
        await StartWorkerAsync(number);
        return lost;
    }

    /// <summary>Terminates the server and starts it again where it was.</summary>
    public async Task<Departure> RollServerAsync()
    {
        var departure = await _server!.TerminateAsync(GracePeriod);
        await StartServerAsync();
        return departure;
    }

    /// <summary>Waits until every job that ran in a pod when it ended runs elsewhere.</summary>
    public Task TakenOverAsync(Pod pod) => Eventually.GetAsync(
        () => Task.FromResult(Executions().GroupBy(execution => execution.JobId).Count(job => job.Last() is { Outcome: null } last && last.Pod == pod)),
        jobs => jobs == 0,
        $"the jobs of {pod.Name} to run elsewhere",
        BetweenLooks);

    /// <summary>What was executed so far, in the order of the beginnings.</summary>
    public IReadOnlyList<Execution> Executions() =>
        [.. Pods().SelectMany(pod => JournalFile.Read(pod, Journal(pod.Name))).OrderBy(execution => execution.StartedAt)];

    /// <summary>Terminates what is still there, the server last.</summary>
    public async Task<IReadOnlyList<Departure>> StopAsync() =>
        [.. await Task.WhenAll(_workers.Select(worker => worker.TerminateAsync(GracePeriod))), await _server!.TerminateAsync(GracePeriod)];

    /// <summary>Ends everything, and returns what it last wrote.</summary>
    public async Task<string> EndAsync() => string.Join('\n', await Task.WhenAll(Pods().Select(pod => pod.EndAsync())));

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in Pods())
        {
            await pod.DisposeAsync();
        }

        _folder.Dispose();
    }

    private Task StartsLongJobAsync(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        return RunsAsync(number, execution => execution.IsLong && execution.StartedAt > now, "start a long job");
    }

    private async Task RunsAsync(int number, Func<Execution, bool> what, string name)
    {
        var worker = _workers[number];
        await Eventually.GetAsync(
            () => Task.FromResult(JournalFile.Read(worker, Journal(worker.Name)).Any(what)),
            isRunning => isRunning,
            $"{worker.Name} to {name}",
            BetweenLooks);
    }

    private async Task StartServerAsync() => _server = await StartAsync(
        "server",
        _programs!.Server,
        ["-b", _address.ToString(), "-w", "127.0.0.1:0", "-d", Folder("data")],
        new() { ["Faktory__Server__WorkerLostAfter"] = Text(WorkerLostAfter) });

    private async Task StartWorkerAsync(int number)
    {
        var name = $"worker-{number}-{Guid.NewGuid():N}"[..14];
        _workers[number] = await StartAsync(name, _programs!.Worker, [], new()
        {
            ["FAKTORY_URL"] = Url,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Faktory__CommandTimeout"] = Text(CommandTimeout),
            ["Faktory__Worker__ShutdownTimeout"] = Text(DrainTime),
            ["Journal"] = Journal(name),
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
        });
    }

    private async Task<Pod> StartAsync(string name, string program, string[] arguments, Dictionary<string, string> settings)
    {
        var pod = await Pod.StartAsync(name, program, _folder.Path, arguments, settings);
        lock (_pods)
        {
            _pods.Add(pod);
        }

        return pod;
    }

    private List<Pod> Pods()
    {
        lock (_pods)
        {
            return [.. _pods];
        }
    }

    private static string Text(TimeSpan setting) => setting.ToString("c", CultureInfo.InvariantCulture);

    private string Folder(string name) => Path.Combine(_folder.Path, name);

    private string Journal(string pod) => Folder($"{pod}.journal");
}
