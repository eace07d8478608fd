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
        Occupy();

        // Outside of the gate, and not on the thread that has more jobs to hand out.
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.Slots.Start(work.Job), (Slots: this, Job: running.Add(job)), preferLocal: false);
    }

    /// <summary>Hands back a job that arrived after fetching was stopped. Inside the slots' gate.</summary>
    public void Refuse(Job job)
    {
        Occupy();
        _ = EndAsync(HandBack(job));
    }

    /// <summary>Completes when nothing runs and every result is reported. Fetching must have been stopped.</summary>
    public Task WhenIdle() => count.WhenIdle();

    /// <summary>Cancels the handlers that still run, because the worker leaves.</summary>
    public void CancelRunning() => running.Cancel(CancellationReason.Shutdown);

    /// <summary>Cancels the handlers of jobs whose batches were cancelled.</summary>
    public void CancelBatchJobs(IReadOnlyList<string> jobIds) => running.Cancel(jobIds, CancellationReason.BatchCancelled);

    /// <summary>Hands back the jobs whose handlers did not react to their cancellation.</summary>
    public Task HandBackRunningAsync() => Task.WhenAll(running.Abandon().Select(job => delivery.ReportAsync(HandBack(job), isResent: false, _leave.Token)));

    /// <summary>Ends every attempt to reach the server.</summary>
    public Task LeaveAsync() => _leave.CancelAsync();

    public void Dispose() => _leave.Dispose();

    /// <summary>Runs the job. A handler that does not wait for anything ends in here, without the cost of a task.</summary>
    private void Start(RunningJob job) => _ = RunAsync(job);

    private void Occupy()
    {
        count.Occupy();
        count.Begin();
    }

    private async Task RunAsync(RunningJob job)
    {
        JobReport? report = null;
        try
        {
            report = await running.RunAsync(job);
        }
        catch (Exception exception)
        {
            Break(exception);
        }

        _ = EndAsync(report);
    }

    /// <summary>Brings a result to the server, if there is one, and frees the slot.</summary>
    private async Task EndAsync(JobReport? report)
    {
        try
        {
            try
            {
                var isResent = false;
                if (report is not null && delivery.SendWithFetch(report) is var (lane, sent))
                {
                    try
                    {
                        await sent;
                        delivery.Confirm(lane);
                        return;
                    }
                    catch (Exception exception) when (exception is FaktoryException or IOException)
                    {
                        isResent = delivery.Fail(lane, report, exception);
                    }
                }

                if (report is not null)
                {
                    await delivery.ReportAsync(report, isResent, _leave.Token);
                }
            }
            finally
            {
                Vacate();
            }
        }
        catch (Exception exception)
        {
            Break(exception);
        }
    }

    // Nobody awaits a slot, so what breaks in one breaks the worker.
    private void Break(Exception exception) => _broken.TrySetException(exception);

    private JobReport HandBack(Job job)
    {
        Log.HandedBack(logger, job.Type, job.Id);
        return JobReport.HandBack(job, time);
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
