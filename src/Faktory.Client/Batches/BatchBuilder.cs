using Faktory.Protocol;
using Microsoft.Extensions.Logging;

namespace Faktory.Client;

/// <summary>Creates batches: a whole tree at once, or one batch to stream into.</summary>
internal sealed partial class BatchBuilder(BatchCommands commands, JobPusher pusher, PushPipeline pipeline, JobPreparation preparation, ClientTelemetry telemetry, ILogger logger)
{
    private int _hasWarnedOfKeys;

    public BatchCommands Commands => commands;

    public JobPusher Pusher => pusher;

    public ILogger Logger => logger;

    /// <summary>Creates, fills and commits a batch with everything below it: in one command where the server has it and the tree is small enough.</summary>
    public async Task<string> StartAsync(Batch batch, BatchPlace place, CancellationToken cancellationToken)
    {
        var server = await commands.GetInfoAsync(cancellationToken);
        BatchRules.Check(batch, place.ParentId is null, server);
        WarnOfMissingKeys(place, server);
        using var draft = new BatchDraft(batch);
        using var span = telemetry.Start(MessagingNames.CreateBatch);
        try
        {
            var bid = server.Extensions.Contains(FaktoryExtensions.BatchSubmit)
                && await draft.TryGatherAsync(pipeline, new SubmitBudget(), cancellationToken)
                && TryEncode(draft, place, out var command)
                && await TrySubmitAsync(draft, command, span, cancellationToken) is { } submitted
                    ? submitted
                    : await StreamAsync(draft, place, server, span, cancellationToken);
            span?.Describe(bid, batch.Description);
            return bid;
        }
        catch (Exception e)
        {
            draft.Abandon(e);
            span?.Fail(e);
            throw;
        }
    }

    /// <summary>Creates a batch and what it holds already, and leaves it open.</summary>
    /// <returns>The batch, whether an earlier run has committed it already, and where its next jobs get their ids; null for random ones.</returns>
    public async Task<(string Id, bool IsCommitted, JobIdSeries? Ids)> BeginAsync(Batch batch, BatchPlace place, CancellationToken cancellationToken)
    {
        var server = await commands.GetInfoAsync(cancellationToken);
        BatchRules.Check(batch, place.ParentId is null, server);
        WarnOfMissingKeys(place, server);
        using var draft = new BatchDraft(batch);
        using var span = telemetry.Start(MessagingNames.CreateBatch);
        try
        {
            var created = await CreateAndFillAsync(draft, place, server, span, cancellationToken);
            span?.Describe(created.Id, batch.Description);
            return created;
        }
        catch (Exception e)
        {
            draft.Abandon(e);
            span?.Fail(e);
            throw;
        }
    }

    private bool TryEncode(BatchDraft draft, BatchPlace place, out byte[] command)
    {
        command = CommandText.BatchSubmit(Define(draft) with { ParentId = place.ParentId, Key = place.Key });
        return command.Length <= SubmitBudget.MaxBytes;
    }

    private BatchDefinition Define(BatchDraft draft)
    {
        foreach (var push in draft.Jobs)
        {
            push.Job = preparation.Prepare(push.Original, push.Job!);
            preparation.WarnOfDiscard(push.Job);
        }

        return new BatchDefinition
        {
            Description = draft.Batch.Description,
            Key = draft.Batch.Key,
            Success = preparation.Trace(draft.Callbacks!.Success),
            Complete = preparation.Trace(draft.Callbacks.Complete),
            Cancelled = preparation.Trace(draft.Callbacks.Cancelled),
            Jobs = [.. draft.Jobs.Select(push => push.Job!)],
            Children = [.. draft.Children.Select(Define)],
        };
    }

    /// <returns>Null when an earlier run has left the batch half built, so that it is to be completed piece by piece.</returns>
    private async Task<string?> TrySubmitAsync(BatchDraft draft, byte[] command, PushSpan? span, CancellationToken cancellationToken)
    {
        var jobs = draft.AllJobs;
        if (await commands.SubmitAsync(command, reply => telemetry.MeasureAsync(MessagingNames.CreateBatch, jobs, reply), cancellationToken) is not { } bid)
        {
            return null;
        }

        jobs.ForEach(push => span?.Carry(push.Job!, push.Job!.Id));
        foreach (var push in draft.Gathered)
        {
            await push.SettleAsync(isDuplicate: false);
        }

        return bid;
    }

    private async Task<string> StreamAsync(BatchDraft draft, BatchPlace place, ServerInfo server, PushSpan? span, CancellationToken cancellationToken)
    {
        var (bid, isCommitted, _) = await CreateAndFillAsync(draft, place, server, span, cancellationToken);
        if (!isCommitted)
        {
            await commands.CommitAsync(bid, cancellationToken);
        }

        return bid;
    }

    private async Task<(string Id, bool IsCommitted, JobIdSeries? Ids)> CreateAndFillAsync(
        BatchDraft draft, BatchPlace place, ServerInfo server, PushSpan? span, CancellationToken cancellationToken)
    {
        var bid = await CreateAsync(draft, place, server, cancellationToken);
        var ids = place.IsRepeatable && server.Extensions.Contains(FaktoryExtensions.BatchKey) ? new JobIdSeries(bid) : null;
        if (ids is not null && await commands.GetStatusAsync(bid, cancellationToken) is { IsCommitted: true })
        {
            foreach (var push in draft.Gathered)
            {
                await push.SettleAsync(isDuplicate: false);
            }

            return (bid, true, ids);
        }

        await pusher.PushManyAsync(draft.Jobs, draft.ReadRest().ToAsyncEnumerable(), new BatchMembership(bid, ids), span, cancellationToken);
        for (var i = 0; i < draft.Children.Count; i++)
        {
            var child = draft.Children[i];
            var key = child.Batch.Key ?? BatchPlace.NumberedKey(i);
            await StreamAsync(child, new BatchPlace(bid, key, place.IsRepeatable || child.Batch.Key is not null), server, span, cancellationToken);
        }

        return (bid, false, ids);
    }

    private async Task<string> CreateAsync(BatchDraft draft, BatchPlace place, ServerInfo server, CancellationToken cancellationToken)
    {
        var callbacks = await draft.GatherCallbacksAsync(pipeline, cancellationToken);
        var bid = await commands.NewAsync(
            new BatchDefinition
            {
                Description = draft.Batch.Description,
                ParentId = place.ParentId,
                Key = server.Extensions.Contains(FaktoryExtensions.BatchKey) ? place.Key : null,
                Success = preparation.Trace(callbacks.Success),
                Complete = preparation.Trace(callbacks.Complete),
                Cancelled = preparation.Trace(callbacks.Cancelled),
            },
            cancellationToken);
        foreach (var callback in callbacks.All)
        {
            await callback.SettleAsync(isDuplicate: false);
        }

        return bid;
    }

    private void WarnOfMissingKeys(BatchPlace place, ServerInfo server)
    {
        if (place.IsRepeatable && !server.Extensions.Contains(FaktoryExtensions.BatchKey) && Interlocked.Exchange(ref _hasWarnedOfKeys, 1) == 0)
        {
            LogMissingKeys(logger);
        }
    }

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "This server does not know batches by a key: a job or callback that is retried half-way may build its stage twice, and a batch with a Key is created anew. (Said once.)")]
    private static partial void LogMissingKeys(ILogger logger);
}
