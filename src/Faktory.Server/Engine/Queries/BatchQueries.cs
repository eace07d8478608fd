using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>BATCH STATUS (BEHAVIOUR 3.1) and the extension BATCH TREE.</summary>
internal sealed class BatchQueries(BatchRegistry batches)
{
    public Reply Status(string bid) =>
        batches.Find(bid) is { } batch ? JsonReply.Of(batch, WriteStatus) : BatchBuilder.NoSuchBatch(bid);

    /// <summary>One page of the tree, flat and in pre-order: a nested form would be limited by the depth that JSON readers accept.</summary>
    public Reply Tree(string bid, string? after, int limit)
    {
        if (batches.Find(bid) is not { } root)
        {
            return BatchBuilder.NoSuchBatch(bid);
        }

        if (after is null)
        {
            return JsonReply.Of((root, root, limit), WriteTree);
        }

        if (batches.Find(after) is not { } last || last.Tree != root.Tree)
        {
            return BatchBuilder.NoSuchBatch(after);
        }

        return JsonReply.Of((root, Following(last, root), limit), WriteTree);
    }

    private static void WriteTree(Utf8JsonWriter writer, (Batch Root, Batch? First, int Limit) page)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("batches");
        Batch? last = null;
        var next = page.First;
        for (var i = 0; i < page.Limit && next is not null; i++)
        {
            WriteStatus(writer, next);
            last = next;
            next = Following(next, page.Root);
        }

        writer.WriteEndArray();
        if (next is not null)
        {
            writer.WriteString("next", last!.Bid);
        }

        writer.WriteEndObject();
    }

    private static Batch? Following(Batch batch, Batch root)
    {
        if (batch.Children.First is { } child)
        {
            return child;
        }

        for (var up = batch; up is not null && up != root; up = up.Parent)
        {
            if (up.NextSibling is { } sibling)
            {
                return sibling;
            }
        }

        return null;
    }

    private static void WriteStatus(Utf8JsonWriter writer, Batch batch)
    {
        writer.WriteStartObject();
        writer.WriteString("bid", batch.Bid);
        writer.WriteString("created_at", WireTime.Format(batch.CreatedAt));
        writer.WriteString("description", batch.Description);
        if (batch.Parent is { } parent)
        {
            writer.WriteString("parent_bid", parent.Bid);
        }

        writer.WriteNumber("total", batch.Members.Total);
        writer.WriteNumber("pending", batch.Members.Pending);
        writer.WriteNumber("failed", batch.Members.Failed);
        writer.WriteString("complete_st", WireState(batch.Complete));
        writer.WriteString("success_st", WireState(batch.Success));
        WriteExtensions(writer, batch);
        writer.WriteEndObject();
    }

    private static void WriteExtensions(Utf8JsonWriter writer, Batch batch)
    {
        writer.WriteString("cancelled_st", WireState(batch.Cancelled));
        writer.WriteBoolean("committed", batch.IsCommitted);
        writer.WriteString("state", StateOf(batch));
        writer.WriteStartArray("callbacks");
        foreach (var callback in batch.Callbacks)
        {
            writer.WriteStringValue(callback.Kind.ToWire());
        }

        writer.WriteEndArray();
        if (batch.FinishedAt is { } finished)
        {
            writer.WriteString("finished_at", WireTime.Format(finished));
        }
    }

    private static string WireState(Callback? callback) => callback?.Progress switch
    {
        CallbackProgress.Enqueued => "1",
        CallbackProgress.Acknowledged => "2",
        _ => "",
    };

    private static string StateOf(Batch batch)
    {
        if (batch.IsCancelled)
        {
            return "cancelled";
        }

        if (!batch.IsCommitted)
        {
            return "open";
        }

        if (batch.IsSuccessClear)
        {
            return "succeeded";
        }

        return batch.IsFailing ? "failing" : "running";
    }
}
