namespace Faktory.Server.Engine;

/// <summary>BATCH RETRY: whatever of a batch and everything below it waits for a retry, is dead or lost its job runs now.</summary>
internal sealed class BatchRetries(BatchRegistry batches, Mutations mutations)
{
    /// <summary>How many missing members the reply names.</summary>
    public const int MaxNames = 1000;

    public Reply Retry(string bid)
    {
        if (batches.Find(bid) is not { } batch)
        {
            return BatchBuilder.NoSuchBatch(bid);
        }

        if (batch.IsClosed)
        {
            return Reply.Error(BatchBuilder.IsCancelled(bid));
        }

        batches.MarkActive(batch.Tree);
        var work = mutations.StartRetry(batch);
        var gone = batch.WithDescendants.Where(member => member.MembersWithoutJob > 0).ToList();
        return JsonReply.Of((work, gone), static (writer, retry) =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("retried", retry.work.Jobs);
            writer.WriteNumber("callbacks", retry.work.Callbacks);
            writer.WriteNumber("gone_total", retry.gone.Sum(member => (long)member.MembersWithoutJob));
            writer.WriteStartArray("gone");
            foreach (var jobId in retry.gone.SelectMany(member => member.Lost.JobIds).Take(MaxNames))
            {
                writer.WriteStringValue(jobId);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
