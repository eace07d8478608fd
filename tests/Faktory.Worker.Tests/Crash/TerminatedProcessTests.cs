using System.Diagnostics;
using System.Globalization;
using Faktory.CrashWorker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Crash;

/// <summary>A process with a worker and its embedded server that gets SIGTERM while a job runs.</summary>
public sealed class TerminatedProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_running_at_SIGTERM_is_acknowledged_before_the_embedded_server_stops()
    {
        var path = Directory.CreateTempSubdirectory("faktory-terminated-").FullName;
        var folder = new HoldFolder(path);
        var started = Created(path, folder.Started);
        using var process = CrashWorkerProcess.Start(("HoldIn", path));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Cancel);
            await started.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync(Cancel);
            }

            await File.WriteAllTextAsync(folder.Release, "", Cancel);
            await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
            Assert.True(process.ExitCode == 0, await output);
        }
        finally
        {
            process.Kill();
        }

        var info = await ReadInfoAsync(path);
        Assert.Equal((1, 0, 0, 0), (info.TotalProcessed, info.TotalFailures, info.Working, info.TotalEnqueued));
        Directory.Delete(path, recursive: true);
    }

    private static async Task<ServerInfo> ReadInfoAsync(string path)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddFaktoryServer(options =>
        {
            options.Enabled = true;
            options.Listen = "";
        }).UseSqlite(HoldFolder.DatabaseIn(path));
        builder.Services.AddFaktoryClient();
        using var server = builder.Build();
        await server.StartAsync(Cancel);
        var info = await server.Services.GetRequiredService<IFaktoryAdmin>().GetInfoAsync(Cancel);
        await server.StopAsync(Cancel);
        return info;
    }

    private static async Task Created(string folder, string file)
    {
        using var watcher = new FileSystemWatcher(folder);
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, change) =>
        {
            if (change.FullPath == file)
            {
                created.TrySetResult();
            }
        };
        watcher.EnableRaisingEvents = true;
        await created.Task;
    }
}
