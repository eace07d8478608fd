using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>Turns replies into results, and the server's errors into exceptions.</summary>
internal static class Answers
{
    private const string NotUniqueCode = "NOTUNIQUE";

    /// <summary>Whether the server says it is about to close the connection without having done what was asked.</summary>
    public static bool IsFarewell(Reply reply) =>
        reply.Kind == ReplyKind.Error
        && (reply.Payload.Span.StartsWith("ERR shutdown in progress"u8) || reply.Payload.Span.StartsWith("ERR too many connections"u8));

    public static bool IsNotUnique(Reply reply) => reply.Kind == ReplyKind.Error && IsNotUnique(reply.Text);

    public static bool IsNotUnique(string error) => error.StartsWith(NotUniqueCode, StringComparison.Ordinal);

    public static bool IsNoSuchBatch(Reply reply) =>
        reply.Kind == ReplyKind.Error && reply.Text.StartsWith("ERR no such batch", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether BATCH SUBMIT met a batch of the same key that was begun and not committed.</summary>
    public static bool IsStillOpen(Reply reply) =>
        reply.Kind == ReplyKind.Error && reply.Text.StartsWith("ERR batch ", StringComparison.Ordinal) && reply.Text.Contains(" is still open", StringComparison.Ordinal);

    public static void Ok(Reply reply)
    {
        if (!reply.IsOk)
        {
            throw Refusal(reply);
        }
    }

    public static ReadOnlyMemory<byte> Bulk(Reply reply) => reply.Kind == ReplyKind.Bulk ? reply.Payload : throw Refusal(reply);

    public static FaktoryException Refusal(Reply reply)
    {
        if (reply.Kind != ReplyKind.Error)
        {
            return new FaktoryException($"The server gave an unexpected answer of the kind {reply.Kind}: \"{reply.Text}\".");
        }

        var text = reply.Text.StartsWith("ERR ", StringComparison.Ordinal) ? reply.Text["ERR ".Length..] : reply.Text;
        return new FaktoryException(text.StartsWith("batch subsystem", StringComparison.Ordinal)
            ? $"This server has no batches ({text}). Use the server of this project, or Faktory Enterprise."
            : $"The server refused: {text}");
    }
}
