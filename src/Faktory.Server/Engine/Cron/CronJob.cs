namespace Faktory.Server.Engine;

/// <summary>The job of a cron entry: validated like a push, without what each push makes anew.</summary>
internal sealed class CronJob
{
    public required string Queue { get; init; }

    /// <summary>The canonical JSON object as in <see cref="JobDraft.Payload"/> but without <c>jid</c>, and with a <c>created_at</c> that means nothing.</summary>
    public required byte[] Payload { get; init; }

    public required int Retry { get; init; }

    /// <summary>FWP reserve_for in seconds; 0 when absent.</summary>
    public required int ReserveFor { get; init; }

    /// <summary>FWP custom.bid; null for none.</summary>
    public string? BatchId { get; init; }

    /// <summary>FWP custom.expires_in: how long after its push it is worth running; null for ever.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Whether <c>custom</c> asks something of the server.</summary>
    public bool HasTerms { get; init; }

    public JobDraft ToDraft(string jobId, DateTime now)
    {
        var payload = PayloadEditor.Anew(Payload, jobId, now);
        if (Lifetime is { } lifetime)
        {
            payload = PayloadEditor.ExpiringAt(payload, now + lifetime);
        }

        return new JobDraft
        {
            JobId = jobId,
            Hash = JobHash.Of(jobId),
            Queue = Queue,
            Payload = payload,
            Retry = Retry,
            ReserveFor = ReserveFor,
            BatchId = BatchId,
            Terms = HasTerms ? JobTermsReader.Read(payload) : null,
        };
    }
}
