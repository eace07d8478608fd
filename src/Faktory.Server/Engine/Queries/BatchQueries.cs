using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>BATCH STATUS (BEHAVIOUR 3.1) and the extensions BATCH TREE, LIST and RESULTS.</summary>
internal sealed class BatchQueries(BatchRegistry batches)
{
    private readonly BatchListing _listing = new(batches);

    public Reply Status(string bid) =>
        batches.Find(bid) is { } batch ? JsonReply.Of(batch, BatchStatusWriter.Write) : BatchBuilder.NoSuchBatch(bid);

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

    /// <inheritdoc cref="BatchListing.List"/>
    public Reply List(BatchListCommand command) => _listing.List(command);

    /// <summary>Only whether there is such a batch: what is durable is not the engine's to read.</summary>
    public Reply Results(BatchResultsCommand command) =>
        batches.Find(command.Bid) is null ? BatchBuilder.NoSuchBatch(command.Bid) : new ResultsReply(command.Bid, command.After, command.Limit);

    private static void WriteTree(Utf8JsonWriter writer, (Batch Root, Batch? First, int Limit) page)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("batches");
        Batch? last = null;
        var next = page.First;
        for (var i = 0; i < page.Limit && next is not null && writer.BytesCommitted + writer.BytesPending < BatchPage.MaxBytes; i++)
        {
            BatchStatusWriter.Write(writer, next);
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
}
