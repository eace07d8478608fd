namespace Faktory.Worker;

/// <summary>Decides which batch a job means, and says what to do where there is none.</summary>
internal static class BatchTarget
{
    /// <summary>The batch the job is a member of.</summary>
    public static string Own(JobContext context) => context.BatchId ?? throw new FaktoryException(context.Callback is { } callback
        ? $"Job {Name(context)} is a callback of batch {callback.BatchId}, not a member of it, and that batch is done. To go on with the next stage use OpenParentBatchAsync or AddStageAsync."
        : $"Job {Name(context)} is not a member of a batch, so there is none to open. Push it through a batch, or use IFaktoryClient to start one.");

    /// <summary>The batch that goes on after the one that called back; for a member, its batch's parent.</summary>
    public static async Task<string> ParentAsync(JobContext context, IFaktoryClient client, CancellationToken cancellationToken)
    {
        if (context.Callback is { } callback)
        {
            return callback.ParentBatchId ?? throw new FaktoryException(
                $"Job {Name(context)} is a callback of root batch {callback.BatchId}, which has no parent to go on in. Make the chain a parent batch whose children are the stages.");
        }

        var own = Own(context);
        var status = await client.GetBatchStatusAsync(own, cancellationToken)
            ?? throw new FaktoryException($"The server does not know batch {own} of job {Name(context)} any more.");
        return status.ParentId ?? throw new FaktoryException($"Batch {own} of job {Name(context)} is a root, so it has no parent to open.");
    }

    /// <summary>The batch that cannot finish while the job is not acknowledged.</summary>
    public static string HeldOpen(JobContext context) => context.Callback switch
    {
        { ParentBatchId: { } parent } => parent,
        { } callback when context.BatchId is null => throw new FaktoryException(
            $"Job {Name(context)} is a callback of root batch {callback.BatchId}, which is done, so no stage can follow. Make the chain a parent batch whose children are the stages."),
        _ => Own(context),
    };

    private static string Name(JobContext context) => $"{context.Job.Type} ({context.Job.Id})";
}
