namespace Faktory.Client;

/// <summary>Makes jobs members of a batch.</summary>
/// <param name="batchId">The batch.</param>
/// <param name="ids">Where jobs without a chosen id get theirs; null to leave the random one.</param>
internal sealed class BatchMembership(string batchId, JobIdSeries? ids)
{
    public Job Join(Job original, Job job)
    {
        if (ids is not null && !job.HasExplicitId)
        {
            job = job with { Id = ids.Next(original.Type, original.Args) };
        }

        return job with { BatchId = batchId };
    }
}
