using System.Text.Json;
using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>Lesson 14: a batch of very many jobs. Work is counted, not timed.</summary>
public sealed class MillionLessonTests
{
    private const int Few = 1000;
    private const int Many = 100_000;
    private const int Sample = 1000;

    [Fact]
    public void Lesson_14_STATUS_of_a_batch_of_100_000_is_as_short_and_as_cheap_as_of_1000()
    {
        var (few, many) = (Filled(Few), Filled(Many));

        var (shorter, cheaper) = StatusCost(few);
        var (longer, dearer) = StatusCost(many);

        Assert.InRange(longer, shorter, shorter + 20);
        Assert.InRange(dearer, 0, cheaper + 200);
    }

    [Fact]
    public void Lesson_14_an_ACK_costs_as_much_in_a_batch_of_100_000_as_in_one_of_1000()
    {
        var (few, many) = (AckCost(Few), AckCost(Many));

        // Per member a row of its own and a few numbers; nothing that grows with the batch.
        Assert.InRange(many.Rows, few.Rows - 1, few.Rows + 1);
        Assert.InRange(many.Bytes, 0, few.Bytes * 2);
    }

    [Fact]
    public void Lesson_14_the_tree_below_a_batch_of_10_000_children_comes_in_pages()
    {
        const int children = 10_000;
        var engine = new EngineDriver { CommitsAtOnce = false };
        var root = engine.New(success: Drafts.Callback());
        for (var child = 0; child < children; child++)
        {
            engine.New(root);
        }

        var (seen, pages) = (0, 0);
        for (string? after = null; pages == 0 || after is not null; pages++)
        {
            using var page = JsonDocument.Parse(((BulkReply)engine.Send(new BatchTreeCommand(new Session(), root, after, 1000))!).Payload);
            var count = page.RootElement.GetProperty("batches").GetArrayLength();
            Assert.InRange(count, 1, 1000);
            seen += count;
            after = page.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        Assert.Equal((children + 1, 11), (seen, pages));
    }

    private static (EngineDriver Engine, string Bid) Filled(int members, Action<WriteSet>? onCommit = null)
    {
        var engine = new EngineDriver { CommitsAtOnce = false, OnCommit = onCommit };
        var bid = engine.New(success: Drafts.Callback());
        for (var member = 0; member < members; member++)
        {
            engine.Push($"member-{member:000000}", bid);
        }

        engine.CommitBatch(bid);
        engine.Commit();
        return (engine, bid);
    }

    private static (int Bytes, long Allocated) StatusCost((EngineDriver Engine, string Bid) filled)
    {
        var length = 0;
        for (var warm = 0; warm < 50; warm++)
        {
            length = Status(filled);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < Sample; call++)
        {
            Status(filled);
        }

        return (length, (GC.GetAllocatedBytesForCurrentThread() - before) / Sample);
    }

    private static int Status((EngineDriver Engine, string Bid) filled) =>
        ((BulkReply)filled.Engine.Send(new BatchStatusCommand(new Session(), filled.Bid))!).Payload.Length;

    /// <summary>What the last members of a batch cost: rows written and bytes allocated in the engine, per ACK.</summary>
    private static (double Rows, long Bytes) AckCost(int members)
    {
        var rows = 0;
        var (engine, _) = Filled(members, changes => rows += Rows(changes));
        var taken = members - (Sample / 2);
        string[] jids = [.. Enumerable.Range(0, members - 1).Select(_ => engine.Take().Jid)];
        foreach (var jid in jids[..^(members - taken)])
        {
            engine.Ack(jid);
        }

        engine.Commit();
        rows = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var jid in jids[^(members - taken)..])
        {
            engine.Ack(jid);
            engine.Commit();
        }

        return ((double)rows / (members - taken), (GC.GetAllocatedBytesForCurrentThread() - before) / (members - taken));
    }

    private static int Rows(WriteSet changes) =>
        changes.InsertedJobs.Count + changes.UpdatedJobs.Count + changes.DeletedJobs.Count + changes.InsertedMembers.Count + changes.SavedBatches.Count + changes.Entries.Count;
}
