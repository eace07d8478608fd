namespace Faktory.Client;

/// <summary>
/// One open connection with a worker's identity. Commands go out in the order of the calls, pipelined, and their tasks complete in that
/// order; safe for concurrent use. Who awaits a FETCH or a report goes on before the next reply is read, so that must be quick. When the connection is lost, every open task fails with <see cref="FaktoryConnectionException"/>;
/// it does not come back: open another. A command cannot be taken back, so the methods take no token.
/// An <c>-ERR</c> reply is a <see cref="FaktoryException"/> with the server's text.
/// </summary>
internal interface IFaktoryWorkerConnection : IAsyncDisposable
{
    /// <summary>The server, for messages.</summary>
    string Endpoint { get; }

    /// <summary>Completes, without an error, when nothing more can arrive.</summary>
    Task Closed { get; }

    /// <summary>INFO, asked once per connection and remembered, to know the server's extensions.</summary>
    Task<ServerInfo> GetInfoAsync();

    /// <summary>Collects the commands sent until the result is disposed, once, into one write.</summary>
    IDisposable HoldWrites();

    /// <summary>Asks for a job of these queues, in this order; null when none came within the server's wait (2 s).</summary>
    ValueTask<Job?> FetchAsync(IReadOnlyList<string> queues);

    /// <summary>Acknowledges a job.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="result">What it resulted in, as JSON (extension; check <see cref="GetInfoAsync"/> first); null for nothing.</param>
    ValueTask AckAsync(string jobId, byte[]? result = null);

    /// <summary>Reports a failed execution.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="errorType">FWP <c>errtype</c>.</param>
    /// <param name="message">For a person.</param>
    /// <param name="backtrace">Stack frames, innermost first.</param>
    /// <param name="wish">What is to become of the job instead of what its retry says.</param>
    ValueTask FailAsync(string jobId, string errorType, string message, IReadOnlyList<string> backtrace, FailureWish wish = default);

    /// <summary>Hands a running job back, unfailed (extension; check <see cref="GetInfoAsync"/> first).</summary>
    ValueTask RequeueAsync(string jobId);

    /// <summary>Tells the server that the worker lives, and what it wants of the worker.</summary>
    /// <param name="state">The state the worker puts itself into; null for none.</param>
    /// <param name="residentKilobytes">The process's memory (FWP <c>rss_kb</c>).</param>
    Task<BeatAnswer> BeatAsync(WorkerOrder? state, long residentKilobytes);

    /// <summary>Tells how far a running job is, and holds it for longer (FWP TRACK SET; an <c>-ERR</c> where the server has no tracking). What is null stays as it was.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="percent">0 to 100.</param>
    /// <param name="description">For a person.</param>
    /// <param name="reserveUntil">When the server may give the job up, by its own clock; a time before the present one is ignored.</param>
    Task TrackAsync(string jobId, int? percent = null, string? description = null, DateTimeOffset? reserveUntil = null);

    /// <summary>Half-closes: nothing more is sent; replies still on their way arrive, then <see cref="Closed"/> completes.</summary>
    ValueTask CompleteWritesAsync();
}
