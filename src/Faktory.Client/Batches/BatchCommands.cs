using System.Text.Json;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>The BATCH commands, one method each.</summary>
internal sealed class BatchCommands(CommandChannel channel)
{
    private const int TreePageSize = 1000;

    public TimeProvider Time => channel.Time;

    public BatchPages Pages { get; } = new(channel);

    public Task<ServerInfo> GetInfoAsync(CancellationToken cancellationToken) => channel.GetInfoAsync(cancellationToken);

    public async Task<string> NewAsync(BatchDefinition batch, CancellationToken cancellationToken) =>
        ReadId(await channel.ExecuteAsync(CommandText.BatchNew(batch), cancellationToken));

    /// <param name="command">The encoded batch.</param>
    /// <param name="measure">Watches the reply.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null when the key belongs to a batch that is still open.</returns>
    public async Task<string?> SubmitAsync(byte[] command, Func<Task<Reply>, Task<Reply>> measure, CancellationToken cancellationToken)
    {
        var reply = await measure(channel.ExecuteAsync(command, cancellationToken));
        return Answers.IsStillOpen(reply) ? null : ReadId(reply);
    }

    public async Task<string> OpenAsync(string batchId, CancellationToken cancellationToken) =>
        ReadId(await channel.ExecuteAsync(CommandText.Words("BATCH OPEN"u8, batchId), cancellationToken));

    public async Task CommitAsync(string batchId, CancellationToken cancellationToken) =>
        Answers.Ok(await channel.ExecuteAsync(CommandText.Words("BATCH COMMIT"u8, batchId), cancellationToken));

    /// <returns>Whether the server can cancel batches at all.</returns>
    public async Task<bool> TryCancelAsync(string batchId, CancellationToken cancellationToken)
    {
        var info = await GetInfoAsync(cancellationToken);
        if (!info.Extensions.Contains(FaktoryExtensions.BatchCancel))
        {
            return false;
        }

        Answers.Ok(await channel.ExecuteAsync(CommandText.Words("BATCH CANCEL"u8, batchId), cancellationToken));
        return true;
    }

    public async Task CancelAsync(string batchId, CancellationToken cancellationToken)
    {
        if (!await TryCancelAsync(batchId, cancellationToken))
        {
            throw new FaktoryException($"{channel.Endpoint} cannot cancel batch {batchId}: it lacks the extension BATCH CANCEL of this project's server. Its jobs can be removed with IFaktoryAdmin.MutateAsync and RemoveQueueAsync.");
        }
    }

    public async Task<BatchStatus?> GetStatusAsync(string batchId, CancellationToken cancellationToken)
    {
        var reply = await channel.ExecuteAsync(CommandText.Words("BATCH STATUS"u8, batchId), cancellationToken);
        return Answers.IsNoSuchBatch(reply) ? null : BatchJson.ReadStatus(Answers.Bulk(reply));
    }

    public async Task<BatchRetry> RetryAsync(string batchId, CancellationToken cancellationToken)
    {
        var info = await GetInfoAsync(cancellationToken);
        if (!info.Extensions.Contains(FaktoryExtensions.BatchRetry))
        {
            throw new FaktoryException($"{channel.Endpoint} cannot retry a batch: it lacks the extension BATCH RETRY of this project's server. Requeue its jobs with {nameof(IFaktoryAdmin)}.{nameof(IFaktoryAdmin.MutateAsync)}.");
        }

        return BatchJson.ReadRetry(Answers.Bulk(await channel.ExecuteAsync(CommandText.Words("BATCH RETRY"u8, batchId), cancellationToken)));
    }

    public async Task<BatchTree?> GetTreeAsync(string batchId, CancellationToken cancellationToken)
    {
        var info = await GetInfoAsync(cancellationToken);
        if (!info.Extensions.Contains(FaktoryExtensions.BatchTree))
        {
            throw new FaktoryException($"{channel.Endpoint} cannot list what is below a batch: it lacks the extension BATCH TREE of this project's server. Use GetBatchStatusAsync per batch.");
        }

        var reader = new BatchTreeReader();
        string? after = null;
        do
        {
            var reply = await channel.ExecuteAsync(CommandText.Json("BATCH TREE"u8, (batchId, after), WriteTreeArgument), cancellationToken);
            if (Answers.IsNoSuchBatch(reply))
            {
                return null;
            }

            after = reader.AddPage(Answers.Bulk(reply));
        }
        while (after is not null);
        return reader.Root;
    }

    private static void WriteTreeArgument(Utf8JsonWriter writer, (string BatchId, string? After) page)
    {
        writer.WriteStartObject();
        writer.WriteString("bid"u8, page.BatchId);
        if (page.After is not null)
        {
            writer.WriteString("after"u8, page.After);
        }

        writer.WriteNumber("limit"u8, TreePageSize);
        writer.WriteEndObject();
    }

    private static string ReadId(Reply reply) => System.Text.Encoding.UTF8.GetString(Answers.Bulk(reply).Span);
}
