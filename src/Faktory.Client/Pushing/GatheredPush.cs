namespace Faktory.Client;

/// <summary>A job that has come through the middleware and waits to be sent with others; the middleware waits for the outcome.</summary>
/// <param name="original">What the program pushed.</param>
/// <param name="job">What the middleware made of it; null when it held the job back.</param>
/// <param name="outcome">Ends the wait of the middleware; null without middleware.</param>
/// <param name="run">The middleware.</param>
internal sealed class GatheredPush(Job original, Job? job, TaskCompletionSource<PushResult>? outcome = null, Task<PushResult>? run = null)
{
    /// <summary>What the program pushed; derived ids come from it, whatever a middleware adds.</summary>
    public Job Original => original;

    /// <summary>What is to be sent; null when a middleware held the job back.</summary>
    public Job? Job { get; set; } = job;

    /// <summary>Tells the middleware the outcome and waits until it has run to its end.</summary>
    public async ValueTask SettleAsync(bool isDuplicate)
    {
        if (run is not null)
        {
            outcome?.TrySetResult(new PushResult(Job!.Id, isDuplicate));
            await run;
        }
    }

    /// <summary>Tells the middleware that the job was not sent. What it makes of that is nobody's concern: the caller has its own error.</summary>
    public void Abandon(Exception reason)
    {
        if (run is not null && outcome is not null && outcome.TrySetException(reason))
        {
            _ = run.ContinueWith(static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
