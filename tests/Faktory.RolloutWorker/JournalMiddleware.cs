namespace Faktory.RolloutWorker;

/// <summary>Notes every execution, callbacks included.</summary>
public sealed class JournalMiddleware(Journal journal) : IJobMiddleware
{
    public async Task InvokeAsync(JobContext context, JobDelegate next)
    {
        journal.Write(JournalEvent.Started, context.Job);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.CancellationReason == CancellationReason.Shutdown)
        {
            journal.Write(JournalEvent.Stopped, context.Job);
            throw;
        }

        journal.Write(JournalEvent.Ended, context.Job);
    }
}
