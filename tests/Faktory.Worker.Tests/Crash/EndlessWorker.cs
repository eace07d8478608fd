using System.Diagnostics;
using System.Globalization;
using Faktory.CrashWorker;

namespace Faktory.Worker.Tests.Crash;

/// <summary>A worker process whose jobs go on until they are told to end.</summary>
internal sealed class EndlessWorker : IDisposable
{
    private readonly Process _process;

    private EndlessWorker(Process process) => _process = process;

    public static EndlessWorker Start(string url, int concurrency) => new(CrashWorkerProcess.Start(
        ("FAKTORY_URL", url),
        ("Endless", "true"),
        ("Faktory__Worker__Queues", "default"),
        ("Faktory__Worker__Concurrency", concurrency.ToString(CultureInfo.InvariantCulture)),
        ("Faktory__Worker__ShutdownTimeout", "00:00:01")));

    public bool HasExited => _process.HasExited;

    /// <summary>Reads the output until so many jobs have started.</summary>
    public async Task StartedAsync(int jobs)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (jobs > 0)
        {
            var line = await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("The process ended.");
            jobs -= line.StartsWith(Endless.Started, StringComparison.Ordinal) ? 1 : 0;
        }
    }

    /// <summary>Sends a signal by its name.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code, and how many more jobs it had started.</returns>
    public async Task<(int Code, int Started)> ExitAsync()
    {
        var rest = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, rest.Split('\n').Count(line => line.StartsWith(Endless.Started, StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
