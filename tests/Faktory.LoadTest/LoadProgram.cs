using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faktory.LoadTest.Measuring;
using Faktory.LoadTest.Servers;

namespace Faktory.LoadTest;

/// <summary>One run of the tool.</summary>
internal static class LoadProgram
{
    /// <summary>The echo is so fast that its CPU time needs more commands to be told in hundredths of a second.</summary>
    private const int EchoFactor = 5;

    /// <returns>The exit code: 0 when everything was measured.</returns>
    public static async Task<int> RunAsync(LoadSettings settings, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        try
        {
            await MeasureAsync(settings, limit.Token);
            return 0;
        }
        catch (Exception error) when (error is LoadException or SocketException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(cancellationToken.IsCancellationRequested
                ? "Stopped before everything was measured."
                : $"Given up after {settings.Timeout.TotalSeconds:F0} s (--timeout).");
            return 1;
        }
    }

    private static async Task MeasureAsync(LoadSettings settings, CancellationToken cancellationToken)
    {
        var table = new ResultTable(Console.Out);
        if (settings.Baselines)
        {
            var rate = DiskSync.MeasurePerSecond(Path.GetTempPath());
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Single syncs of the disk of {Path.GetTempPath()}: {rate:F0}/s.\n"));
        }

        await table.WriteHeadAsync();
        if (settings.Baselines)
        {
            await using var echo = await LocalServer.StartEchoAsync(cancellationToken);
            await ForEachAsync(settings with { Jobs = settings.Jobs * EchoFactor }, Target(settings, echo), table, static run => run.EchoAsync(), cancellationToken);
        }

        await using var server = settings.ServerProgram is { } program
            ? await LocalServer.StartFaktoryAsync(program, settings.Durability, settings.Password, cancellationToken)
            : null;
        await ForEachAsync(settings, Target(settings, server), table, static run => run.AllPhasesAsync(), cancellationToken);
    }

    private static (IPEndPoint EndPoint, ProcessCpu? Cpu) Target(LoadSettings settings, LocalServer? server) => server is null
        ? (settings.Server, settings.ProcessId is { } id ? new ProcessCpu(id) : null)
        : (server.EndPoint, new ProcessCpu(server.ProcessId));

    private static async Task ForEachAsync(
        LoadSettings settings, (IPEndPoint EndPoint, ProcessCpu? Cpu) target, ResultTable table, Func<LoadRun, Task> measure, CancellationToken cancellationToken)
    {
        if (settings.WarmUp > 0)
        {
            await using var run = await LoadRun.OpenAsync(settings with { Jobs = settings.WarmUp, Phases = [Phase.Both] }, target, 8, 8, null, cancellationToken);
            await measure(run);
        }

        foreach (var depth in settings.Depths)
        {
            foreach (var connections in settings.Connections)
            {
                await using var run = await LoadRun.OpenAsync(settings, target, connections, depth, table, cancellationToken);
                await measure(run);
            }
        }
    }
}
