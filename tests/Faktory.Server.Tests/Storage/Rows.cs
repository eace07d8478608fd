using System.Text;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

/// <summary>Rows with something in every column.</summary>
internal static class Rows
{
    public static JobRow Job(long id, string queue = "default", long position = 1, byte[]? payload = null) => new()
    {
        Id = id,
        State = JobState.Working,
        Queue = queue,
        Position = position,
        Payload = payload ?? Bytes($$"""{"jid":"{{id}}","args":["é","漢字","🚀"]}"""),
        EnqueuedAt = 638_000_000_000_000_001,
        DueAt = 638_000_000_000_000_002,
        Failure = Bytes("""{"message":"boom"}"""),
        Batch = 3,
        CallbackBatch = 4,
        CallbackKind = 2,
        Flags = 255,
        Returns = 1,
        ReservedAt = 638_000_000_000_000_003,
        Worker = "worker-1",
    };

    public static BatchRow Batch(long number, long parent = 0) => new()
    {
        Number = number,
        Bid = $"b-{number}",
        Parent = parent,
        Key = "stage 'one'",
        Description = "Überblick 概要 🚀",
        CreatedAt = 1,
        CommittedAt = 2,
        FinishedAt = 3,
        TouchedAt = 4,
        ActiveAt = 5,
        Flags = int.MinValue,
        Success = Bytes("{\"s\":1}"),
        SuccessState = 1,
        Complete = Bytes("{\"c\":1}"),
        CompleteState = 2,
        Cancelled = Bytes("{\"x\":1}"),
        CancelledState = 0,
    };

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static WriteSet Set(Action<WriteSet> fill)
    {
        var changes = new WriteSet();
        fill(changes);
        return changes;
    }
}
