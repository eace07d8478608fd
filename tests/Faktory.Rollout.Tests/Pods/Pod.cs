using System.Diagnostics;
using System.Net;
using Worker.Tests.Processes;

namespace Faktory.Rollout.Tests.Pods;

/// <summary>A process in the place of a pod: probed, told to end, and killed as a kubelet does it.</summary>
internal sealed class Pod : IAsyncDisposable
{
    private const int LastLines = 100;

    /// <summary>Longer than the whole rehearsal takes on a busy machine.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(50);

    private readonly ProgramProcess _process;
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(5) };

    private Pod(string name, ProgramProcess process) => (Name, _process) = (name, process);

    public string Name { get; }

    /// <summary>When it was sent SIGTERM; null if it was not.</summary>
    public DateTimeOffset? TerminatedAt { get; private set; }

    /// <summary>When it was sent SIGKILL; null if it was not.</summary>
    public DateTimeOffset? KilledAt { get; private set; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<Pod> StartAsync(string name, string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings)
    {
        var pod = new Pod(name, ProgramProcess.Start(program, folder, arguments, settings, LongestLife));
        try
        {
            var line = await pod._process.LineAsync("http://");
            pod._probe.BaseAddress = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(' ', ',')[0]);
            while (await pod.ProbeAsync("ready") != HttpStatusCode.OK)
            {
                await Task.Delay(BetweenProbes, pod._process.TooLong);
            }

            return pod;
        }
        catch
        {
            await pod.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGTERM; SIGKILL if it is still there when the grace period is over.</summary>
    public async Task<Departure> TerminateAsync(TimeSpan gracePeriod)
    {
        var watch = Stopwatch.StartNew();
        TerminatedAt = TimeProvider.System.GetUtcNow();
        _process.Terminate();
        var exit = _process.ExitAsync();
        TimeSpan? unready = null;
        var isAlive = true;
        while (!exit.IsCompleted && watch.Elapsed < gracePeriod)
        {
            unready ??= await ProbeAsync("ready") == HttpStatusCode.ServiceUnavailable ? watch.Elapsed : null;
            isAlive &= await ProbeAsync("live") is null or HttpStatusCode.OK;
            await Task.WhenAny(exit, Task.Delay(BetweenProbes, _process.TooLong));
        }

        if (!exit.IsCompleted)
        {
            await KillAsync();
        }

        return new Departure(this, (await exit).ExitCode, watch.Elapsed, unready, isAlive);
    }

    /// <summary>SIGKILL, as when its node is lost.</summary>
    public async Task KillAsync()
    {
        KilledAt = TimeProvider.System.GetUtcNow();
        await _process.KillAsync();
    }

    /// <summary>Ends it if it runs, and returns the last that it wrote.</summary>
    public async Task<string> EndAsync()
    {
        if (!_process.HasExited)
        {
            await _process.KillAsync();
        }

        var (code, output, errors) = await _process.ExitAsync();
        return $"--- {Name}, exit code {code}\n{string.Join('\n', $"{output}\n{errors}".Split('\n').TakeLast(LastLines))}";
    }

    public override string ToString() => Name;

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _probe.Dispose();
    }

    /// <returns>Null when nobody answers.</returns>
    private async Task<HttpStatusCode?> ProbeAsync(string what)
    {
        try
        {
            using var answer = await _probe.GetAsync(new Uri($"health/{what}", UriKind.Relative), _process.TooLong);
            return answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !_process.TooLong.IsCancellationRequested))
        {
            return null;
        }
    }
}
