using System.Text;

namespace Faktory.LoadTest.Wire;

/// <summary>One reply; its bytes are valid until the next one is read.</summary>
/// <param name="Kind">Its form.</param>
/// <param name="Content">What it says, without the frame.</param>
internal readonly record struct FwpReply(ReplyKind Kind, ReadOnlyMemory<byte> Content)
{
    /// <summary>Passes when it is <c>+OK</c>.</summary>
    /// <exception cref="LoadException">It is not.</exception>
    public void ExpectOk(string command)
    {
        if (Kind != ReplyKind.Simple || !Content.Span.SequenceEqual("OK"u8))
        {
            throw Unexpected(command);
        }
    }

    /// <exception cref="LoadException">It is no bulk.</exception>
    public ReadOnlyMemory<byte> ExpectBulk(string command) => Kind == ReplyKind.Bulk ? Content : throw Unexpected(command);

    public LoadException Unexpected(string command) => new($"The server answered {command} with {Kind.ToString().ToLowerInvariant()}: {Encoding.UTF8.GetString(Content.Span)}");
}
