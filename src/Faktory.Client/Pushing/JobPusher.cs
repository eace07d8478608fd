using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>Pushes jobs, one by one or in chunks.</summary>
internal sealed class JobPusher(CommandChannel channel, PushPipeline pipeline, JobPreparation preparation, ClientTelemetry telemetry)
{
    public ValueTask<PushResult> PushAsync(Job job, BatchMembership? membership, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        return pipeline.RunAsync(job, SendAsync, cancellationToken);

        async ValueTask<PushResult> SendAsync(PushContext context)
        {
            using var span = telemetry.Start(MessagingNames.Push, context.Job.Queue);
            try
            {
                var prepared = preparation.Prepare(job, context.Job, membership);
                span?.Carry(context.Job, prepared.Id);
                var reply = await telemetry.MeasureAsync(MessagingNames.Push, prepared, channel.ExecuteAsync(resend => CommandText.Push(prepared, resend), cancellationToken));
                var isDuplicate = Answers.IsNotUnique(reply);
                if (!isDuplicate)
                {
                    Answers.Ok(reply);
                }

                return new PushResult(prepared.Id, isDuplicate);
            }
            catch (Exception e)
            {
                span?.Fail(e);
                throw;
            }
        }
    }

    public async Task<PushManyResult> PushManyAsync(IAsyncEnumerable<Job> jobs, BatchMembership? membership, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        using var span = telemetry.Start(MessagingNames.Push);
        try
        {
            return await PushManyAsync([], jobs, membership, span, cancellationToken);
        }
        catch (Exception e)
        {
            span?.Fail(e);
            throw;
        }
    }

    /// <summary>Pushes what was gathered before, then the rest, as part of an operation that has begun.</summary>
    public async Task<PushManyResult> PushManyAsync(
        IReadOnlyList<GatheredPush> gathered, IAsyncEnumerable<Job> rest, BatchMembership? membership, PushSpan? span, CancellationToken cancellationToken)
    {
        var progress = new PushProgress { Span = span };
        var chunk = new PushChunk();
        try
        {
            foreach (var push in gathered)
            {
                chunk = await AddAsync(chunk, push, membership, progress, cancellationToken);
            }

            await foreach (var job in rest.WithCancellation(cancellationToken))
            {
                ArgumentNullException.ThrowIfNull(job, nameof(rest));
                var push = await pipeline.GatherAsync(job, isCallback: false, cancellationToken);
                chunk = await AddAsync(chunk, push, membership, progress, cancellationToken);
            }

            await SendAsync(chunk, progress, cancellationToken);
            return new PushManyResult(progress.Pushed, progress.Duplicates);
        }
        catch (Exception e)
        {
            chunk.Abandon(e);
            throw;
        }
    }

    private async ValueTask<PushChunk> AddAsync(
        PushChunk chunk, GatheredPush push, BatchMembership? membership, PushProgress progress, CancellationToken cancellationToken)
    {
        if (push.Job is not { } job)
        {
            return chunk;
        }

        try
        {
            push.Job = preparation.Prepare(push.Original, job, membership);
            progress.Span?.Carry(job, push.Job.Id);
            if (!chunk.TryAdd(push))
            {
                await SendAsync(chunk, progress, cancellationToken);
                chunk = new PushChunk();
                chunk.TryAdd(push);
            }

            return chunk;
        }
        catch (Exception e)
        {
            // It is in no chunk, so nobody else would end the wait of its middleware.
            push.Abandon(e);
            throw;
        }
    }

    private async Task SendAsync(PushChunk chunk, PushProgress progress, CancellationToken cancellationToken)
    {
        if (chunk.Pushes.Count == 0)
        {
            return;
        }

        var reply = await telemetry.MeasureAsync(
            MessagingNames.Push,
            chunk.Pushes,
            channel.ExecuteAsync(resend => CommandText.PushMany(chunk.Pushes.Select(push => push.Job!), resend), cancellationToken));
        var refusals = ReadRefusals(Answers.Bulk(reply));
        if (refusals.Any(refusal => !Answers.IsNotUnique(refusal.Value)))
        {
            throw Refused(chunk, refusals, progress);
        }

        foreach (var push in chunk.Pushes)
        {
            await push.SettleAsync(refusals.ContainsKey(push.Job!.Id));
        }

        progress.Pushed += chunk.Pushes.Count - chunk.Pushes.Count(push => refusals.ContainsKey(push.Job!.Id));
        progress.Duplicates.AddRange(refusals.Keys);
    }

    private static Dictionary<string, string> ReadRefusals(ReadOnlyMemory<byte> json)
    {
        var root = WireJson.ParseObject(json.Span, "an answer to PUSHB");
        var refusals = new Dictionary<string, string>();
        foreach (var refusal in root.EnumerateObject())
        {
            var id = WireJson.NameOf(refusal) ?? throw new FaktoryProtocolException("The server sent an answer to PUSHB with a job id that is no text.");
            refusals[id] = WireJson.GetString(root, id) ?? refusal.Value.GetRawText();
        }

        return refusals;
    }

    private static PushManyException Refused(PushChunk chunk, Dictionary<string, string> refusals, PushProgress progress)
    {
        var (id, reason) = refusals.First(refusal => !Answers.IsNotUnique(refusal.Value));
        return new PushManyException(
            $"The server refused {refusals.Count} of {chunk.Pushes.Count} jobs, the first of them {id}: {reason}. "
            + "Accepted and Rejected list them; jobs after them were not sent.")
        {
            PushedBefore = progress.Pushed,
            Accepted = [.. chunk.Pushes.Select(push => push.Job!.Id).Where(jobId => !refusals.ContainsKey(jobId))],
            Rejected = refusals,
        };
    }

    private sealed class PushProgress
    {
        public PushSpan? Span { get; init; }

        public int Pushed { get; set; }

        public List<string> Duplicates { get; } = [];
    }
}
