using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>What happens in the worker's slots: each runs one fetched job and stays taken until the job's result has reached the server.</summary>
internal sealed partial class JobSlots(
    SlotCount count, Fetcher fetcher, RunningJobs running, ResultDelivery delivery, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _leave = new();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails when something breaks in a slot other than its handler.</summary>
    public Task Broken => _broken.Task;

    /// <summary>Runs a job in a slot. Inside the slots' gate.</summary>
    public void Run(Job job)
    {
        var added = running.Add(job);
        Occupy(() => RunAsync(added));
    }

    /// <summary>Hands back a job that arrived after fetching was stopped. Inside the slots' gate.</summary>
    public void Refuse(Job job) => Occupy(() => HandBackAsync(job));

    /// <summary>Completes when nothing runs and every result is reported. Fetching must have been stopped.</summary>
    public Task WhenIdle() => count.WhenIdle();

    /// <summary>Cancels the handlers that still run, because the worker leaves.</summary>
    public void CancelRunning() => running.Cancel(CancellationReason.Shutdown);

    /// <summary>Cancels the handlers of jobs whose batches were cancelled.</summary>
    public void CancelBatchJobs(IReadOnlyList<string> jobIds) => running.Cancel(jobIds, CancellationReason.BatchCancelled);

    /// <summary>Hands back the jobs whose handlers did not react to their cancellation.</summary>
    public Task HandBackRunningAsync() => Task.WhenAll(running.Abandon().Select(HandBackAsync));

    /// <summary>Ends every attempt to reach the server.</summary>
    public Task LeaveAsync() => _leave.CancelAsync();

    public void Dispose() => _leave.Dispose();

    private void Occupy(Func<Task> work)
    {
        count.Occupy();
        count.Begin();
        _ = WatchAsync(work);
    }

    // Nobody awaits a slot, so what breaks in one breaks the worker.
    private async Task WatchAsync(Func<Task> work)
    {
        try
        {
            try
            {
                await work();
            }
            finally
            {
                Vacate();
            }
        }
        catch (Exception exception)
        {
            _broken.TrySetException(exception);
        }
    }

    private async Task RunAsync(RunningJob job)
    {
        // Outside of the gate, and not on the thread that has more jobs to hand out.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (await running.RunAsync(job) is { } report)
        {
            await delivery.DeliverAsync(report, _leave.Token);
        }
    }

    private Task HandBackAsync(Job job)
    {
        Log.HandedBack(logger, job.Type, job.Id);
        return delivery.DeliverAsync(JobReport.HandBack(job, time), _leave.Token);
    }

    private void Vacate()
    {
        lock (count.Gate)
        {
            count.Vacate();
            fetcher.Pump();
            count.End();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(62, LogLevel.Information, "Handing {JobType} {JobId} back, because the worker stops")]
        public static partial void HandedBack(ILogger logger, string jobType, string jobId);
    }
}
