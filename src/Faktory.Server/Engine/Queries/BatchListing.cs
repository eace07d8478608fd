using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>BATCH LIST: roots, newest first. One call does a bounded amount of work, however few of them the filter leaves.</summary>
internal sealed class BatchListing(BatchRegistry batches)
{
    private const int MaxRootsSeen = 5000;

    /// <summary>A description may be as long as a command; long ones are searched and sent a few at a time.</summary>
    private const long MaxCharactersSeen = 1024 * 1024;

    /// <summary>One page. With <c>next</c> when there may be more, also on a page without any batch.</summary>
    public Reply List(BatchListCommand command) => JsonReply.Of((this, command), static (writer, page) => page.Item1.Write(writer, page.command));

    private void Write(Utf8JsonWriter writer, BatchListCommand command)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("batches");
        var (seen, found, characters) = (0, 0, 0L);
        long? last = null;
        var isWhole = true;
        foreach (var root in batches.Roots.NewestBefore(command.After))
        {
            if (seen == MaxRootsSeen || found == command.Limit || characters >= MaxCharactersSeen)
            {
                isWhole = false;
                break;
            }

            seen++;
            characters += root.Description.Length;
            last = root.Number;
            if (!root.IsGone && Matches(root, command.Filter))
            {
                found++;
                BatchStatusWriter.Write(writer, root);
            }
        }

        writer.WriteEndArray();
        if (!isWhole)
        {
            writer.WriteString("next", PageMark.Format(last!.Value));
        }

        writer.WriteEndObject();
    }

    private static bool Matches(Batch root, BatchListFilter filter) =>
        (filter.State is null || filter.State == BatchStatusWriter.StateOf(root))
        && (filter.Text is null || root.Description.Contains(filter.Text, StringComparison.OrdinalIgnoreCase));
}
