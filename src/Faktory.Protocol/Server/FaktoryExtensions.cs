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

    /// <summary>BATCH CANCEL cancels a batch with everything below it.</summary>
    public const string BatchCancel = "batch.cancel";

    /// <summary>REQUEUE hands a running job back without a failure.</summary>
    public const string Requeue = "requeue";

    /// <summary>HELLO understands <c>"release":true</c>: the jobs of a vanished worker go back at once.</summary>
    public const string Release = "release";
}
