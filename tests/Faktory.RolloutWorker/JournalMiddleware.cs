namespace Faktory.RolloutWorker;

/// <summary>Notes every execution, callbacks included.</summary>
public sealed class JournalMiddleware(Journal journal) : IJobMiddleware
{
    public async Task InvokeAsync(JobContext context, JobDelegate next)
    {
        journal.Write(JournalEvent.Started, context.Job);
        var outcome = JournalEvent.Failed;
        try
        {
            await next(context);
            outcome = JournalEvent.Ended;
        }
        catch (OperationCanceledException) when (context.CancellationReason == CancellationReason.Shutdown)
        {
            outcome = JournalEvent.Stopped;
            throw;
        }
        finally
        {
            journal.Write(outcome, context.Job);
        }
    }
}
