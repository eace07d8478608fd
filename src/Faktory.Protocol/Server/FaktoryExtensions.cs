namespace Faktory.Protocol;

/// <summary>Names of the protocol extensions as <c>INFO</c> lists them under <c>server.extensions</c>.</summary>
public static class FaktoryExtensions
{
    /// <summary>PUSH understands <c>"resend":true</c>: a repeated push after a lost reply is harmless.</summary>
    public const string Resend = "resend";

    /// <summary>BATCH NEW understands <c>key</c>, and children need no callback.</summary>
    public const string BatchKey = "batch.key";

    /// <summary>BATCH SUBMIT creates, fills and commits a whole tree in one command.</summary>
    public const string BatchSubmit = "batch.submit";

    /// <summary>BATCH TREE reports a batch with everything below it.</summary>
    public const string BatchTree = "batch.tree";

    /// <summary>BATCH LIST reports the root batches, page by page.</summary>
    public const string BatchList = "batch.list";

    /// <summary>ACK understands <c>result</c>, and BATCH RESULTS reports the results of a batch's jobs, page by page.</summary>
    public const string BatchResults = "batch.results";

    /// <summary>
    /// BATCH CANCEL cancels a batch with everything below it that has not succeeded: jobs and callbacks that wait are dropped, running ones settle with
    /// their ACK or FAIL, nothing can be added, and <c>cancelled</c> (BATCH NEW) is called back once nothing runs. BEAT's answer names the running jobs
    /// under <c>cancel</c> to workers whose HELLO had <c>"features":["cancel"]</c>.
    /// </summary>
    public const string BatchCancel = "batch.cancel";

    /// <summary>BATCH RETRY runs what waits for a retry, is dead or lost its callback job, of a batch and everything below it.</summary>
    public const string BatchRetry = "batch.retry";

    /// <summary>FAIL understands <c>"dead":true</c>: the job goes straight to the dead set.</summary>
    public const string FailDead = "fail.dead";

    /// <summary>FAIL understands <c>retry_in</c>: seconds until the retry, instead of the backoff.</summary>
    public const string FailRetryIn = "fail.retry_in";

    /// <summary>What stands behind a waiting FETCH on the same connection is carried out at once; only its reply waits for that of the FETCH.</summary>
    public const string FetchPipelined = "fetch.pipelined";

    /// <summary>REQUEUE hands a running job back without a failure.</summary>
    public const string Requeue = "requeue";

    /// <summary>HELLO understands <c>"release":true</c>: the jobs of a vanished worker go back at once.</summary>
    public const string Release = "release";
}
