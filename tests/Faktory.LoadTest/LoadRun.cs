using System.Diagnostics;
using System.Net;
using Faktory.LoadTest.Load;
using Faktory.LoadTest.Measuring;
using Faktory.LoadTest.Wire;

namespace Faktory.LoadTest;

/// <summary>The measurements with one number of connections and one depth.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private const int QuickDepth = 200;

    private readonly LoadSettings _settings;
    private readonly ProcessCpu? _cpu;
    private readonly int _depth;
    private readonly ResultTable? _table;
    private readonly CancellationToken _stop;
    private readonly int _count;
    private readonly List<FwpConnection> _connections = [];

    private LoadRun(LoadSettings settings, ProcessCpu? cpu, int count, int depth, ResultTable? table, CancellationToken stop)
    {
        _count = count;
        _settings = settings;
        _cpu = cpu;
        _depth = depth;
        _table = table;
        _stop = stop;
    }

    /// <summary>Opens the connections, of which Both needs two at least. Without a table nothing is shown.</summary>
    public static async Task<LoadRun> OpenAsync(
        LoadSettings settings, (IPEndPoint EndPoint, ProcessCpu? Cpu) target, int connections, int depth, ResultTable? table, CancellationToken stop)
    {
        var run = new LoadRun(settings, target.Cpu, connections, depth, table, stop);
        try
        {
            var needed = settings.Phases.Contains(Phase.Both) ? Math.Max(connections, 2) : connections;
            while (run._connections.Count < needed)
            {
                run._connections.Add(await FwpConnection.OpenAsync(target.EndPoint, settings.Password, stop));
            }

            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _connections.ForEach(connection => connection.Dispose());
        return ValueTask.CompletedTask;
    }

    /// <summary>Pushes to a server that answers only.</summary>
    public Task EchoAsync()
    {
        var lines = new JobLines(NewName(), _settings.ArgumentSize, [], 0);
        return MeasureAsync("echo, one command", PushTo(lines, _connections[.._count], _settings.PushSize));
    }

    /// <summary>Measures the phases asked for; the queue is empty before and after each.</summary>
    public async Task AllPhasesAsync()
    {
        var phases = _settings.Phases;
        if (phases.Contains(Phase.Push) || phases.Contains(Phase.Process))
        {
            await PushThenProcessAsync(phases.Contains(Phase.Push), phases.Contains(Phase.Process));
        }

        if (phases.Contains(Phase.Both))
        {
            await BothAsync();
        }
    }

    private async Task PushThenProcessAsync(bool measurePush, bool measureProcess)
    {
        var (lines, setup, batches) = await PrepareAsync();
        if (measurePush)
        {
            await MeasureAsync(_settings.PushSize > 1 ? $"PUSHB {_settings.PushSize}" : "push", PushTo(lines, _connections[.._count], _settings.PushSize));
        }
        else
        {
            await PushTo(lines, _connections[..1], 100, QuickDepth)([]);
        }

        await setup.CommitAsync(batches, _stop);
        if (measureProcess)
        {
            await MeasureAsync("process", ProcessFrom(lines, _connections[.._count], _settings.Jobs));
        }
        else
        {
            await ProcessFrom(lines, _connections[..1], _settings.Jobs, QuickDepth)([]);
        }

        await DrainCallbacksAsync(batches.Length);
    }

    private async Task BothAsync()
    {
        var (lines, setup, batches) = await PrepareAsync();
        var half = _connections.Count / 2;
        var push = PushTo(lines, _connections[..half], _settings.PushSize);
        var process = ProcessFrom(lines, _connections[half..], _settings.Jobs);
        await MeasureAsync("both", latencies => Task.WhenAll(push(latencies), process(latencies)));
        await setup.CommitAsync(batches, _stop);
        await DrainCallbacksAsync(batches.Length);
    }

    private async Task<(JobLines Lines, BatchSetup Setup, string[] Batches)> PrepareAsync()
    {
        var name = NewName();
        var setup = new BatchSetup(_connections[0], "load-done");
        var count = _settings.BatchSize == 0 ? 0 : (_settings.Jobs + _settings.BatchSize - 1) / _settings.BatchSize;
        var batches = await setup.OpenAsync(count, _stop);
        return (new JobLines(name, _settings.ArgumentSize, batches, _settings.BatchSize), setup, batches);
    }

    /// <summary>Each batch has one callback, which waits once its members are done.</summary>
    private Task DrainCallbacksAsync(int count) => ProcessFrom(new JobLines("done", 0, [], 0), _connections[..1], count, QuickDepth)([]);

    private Func<List<Latencies>, Task> PushTo(JobLines lines, List<FwpConnection> connections, int pushSize, int? depth = null)
    {
        var work = new WorkPool(_settings.Jobs);
        return latencies => OnEachAsync(connections, latencies, (connection, own) => new Pusher(connection, lines, work, depth ?? _depth, pushSize, own).RunAsync(_stop));
    }

    private Func<List<Latencies>, Task> ProcessFrom(JobLines lines, List<FwpConnection> connections, int jobs, int? depth = null)
    {
        var work = new WorkPool(jobs);
        return latencies => OnEachAsync(connections, latencies, (connection, own) => new Processor(connection, lines, work, depth ?? _depth, own).RunAsync(_stop));
    }

    private static Task OnEachAsync(List<FwpConnection> connections, List<Latencies> latencies, Func<FwpConnection, Latencies, Task> run)
    {
        var own = connections.ConvertAll(_ => new Latencies());
        latencies.AddRange(own);
        return Task.WhenAll(connections.Zip(own, (connection, one) => Task.Run(() => run(connection, one))));
    }

    private async Task MeasureAsync(string name, Func<List<Latencies>, Task> work)
    {
        var latencies = new List<Latencies>();
        var cpu = _cpu?.Read();
        var since = Stopwatch.GetTimestamp();
        await work(latencies);
        var elapsed = Stopwatch.GetElapsedTime(since);
        if (_table is null)
        {
            return;
        }

        var times = Latencies.Percentiles(latencies, 0.5, 0.99);
        var suffix = _settings.BatchSize > 0 ? $", batches of {_settings.BatchSize}" : "";
        await _table.WriteAsync(new Measurement(
            name + suffix, latencies.Count, _depth, _settings.Jobs, elapsed, times[0], times[1], _cpu?.Read() - cpu));
    }

    private static string NewName() => Guid.NewGuid().ToString("n")[..12];
}
