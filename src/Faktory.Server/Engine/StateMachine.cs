using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>
/// All semantics of the server: a deterministic, single-threaded state machine. <see cref="Apply"/> does no I/O, reads
/// no clock and draws no randomness; everything comes with the command.
/// </summary>
internal sealed class StateMachine(EngineOptions options) : IStoreTarget
{
    /// <summary>Ends loading: re-evaluates what is unfinished. Call once after the store's rows, before the first command.</summary>
    /// <param name="now">The time of the start; engine time never goes back behind what was stored.</param>
    public void FinishLoading(DateTime now) => throw new NotSupportedException(options.ToString() + now);

    /// <summary>
    /// Applies one command. Sets its <see cref="Command.Reply"/> unless it is a FETCH that parks, and adds every command
    /// that got its reply (also FETCHes parked before) to <see cref="Answered"/>.
    /// </summary>
    public void Apply(Command command) => throw new NotSupportedException();

    /// <summary>Commands that got their reply since the host last cleared the list.</summary>
    public List<Command> Answered { get; } = [];

    /// <summary>FETCHes that wait for a job.</summary>
    public IEnumerable<FetchCommand> Parked { get; } = [];

    /// <summary>An estimate of the bytes that <see cref="TakeChanges"/> would hand over.</summary>
    public long PendingBytes { get; }

    /// <summary>When the next <see cref="TickCommand"/> is due, UTC; null for not at all. A time in the past means at once (work done in slices).</summary>
    public DateTime? NextTick { get; }

    /// <summary>Whether anything changed since the last <see cref="TakeChanges"/>.</summary>
    public bool HasChanges { get; }

    /// <summary>The changes since the last call, as values.</summary>
    public WriteSet TakeChanges() => HasChanges ? new() : new();

    public void OnEntry(string key, byte[] value) => throw new NotSupportedException();

    public void OnQueue(in QueueRow row) => throw new NotSupportedException();

    public void OnBatch(BatchRow row) => throw new NotSupportedException();

    public void OnMembers(in MemberRow row) => throw new NotSupportedException();

    public void OnSettled(in SettledRow row) => throw new NotSupportedException();

    public void OnJob(in JobRow row) => throw new NotSupportedException();
}
