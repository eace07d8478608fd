using Microsoft.Extensions.Hosting;

namespace Faktory.CrashWorker;

/// <summary>The files by which a test and a job in another process talk.</summary>
public sealed class HoldFolder(string path)
{
    /// <summary>There once the job runs.</summary>
    public string Started => Path.Combine(path, "started");

    /// <summary>The job runs until it is there.</summary>
    public string Release => Path.Combine(path, "release");

    public static string DatabaseIn(string path) => Path.Combine(path, "faktory.db");
}

/// <summary>A job that takes as long as its test wants.</summary>
[JobHandler("crash.hold")]
public sealed class Hold(HoldFolder folder) : IJobHandler
{
    public async Task HandleAsync(JobContext context, CancellationToken cancellationToken)
    {
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(folder.Release)!);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, change) =>
        {
            if (change.FullPath == folder.Release)
            {
                released.TrySetResult();
            }
        };
        watcher.EnableRaisingEvents = true;
        await File.WriteAllTextAsync(folder.Started, "", cancellationToken);
        await released.Task.WaitAsync(cancellationToken);
    }
}

/// <summary>Pushes the one job.</summary>
internal sealed class HoldStarter(IFaktoryClient jobs) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await jobs.PushAsync(Job.For<Hold>(), stoppingToken);
}
