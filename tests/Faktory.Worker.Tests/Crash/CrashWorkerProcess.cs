using System.Diagnostics;

namespace Faktory.Worker.Tests.Crash;

/// <summary>Starts Faktory.CrashWorker, which is built next to the tests.</summary>
internal static class CrashWorkerProcess
{
    public static Process Start(params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Faktory.CrashWorker.dll")])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
