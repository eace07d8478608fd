using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Faktory.Protocol;

/// <summary>One reply of a server, as a client reads it.</summary>
/// <param name="Kind">Its form.</param>
/// <param name="Payload">The text after the marker, or the bytes of a bulk; empty for <see cref="ReplyKind.Null"/>.</param>
public readonly record struct Reply(ReplyKind Kind, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Gives the memory of the payload back, which nobody may read after that. Not necessary.</summary>
    internal void Recycle()
    {
        if (Kind == ReplyKind.Bulk && MemoryMarshal.TryGetArray(Payload, out var bytes) && bytes.Array is { Length: > 0 } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    /// <summary>The payload as text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload.Span);

    /// <summary>Whether this is <c>+OK</c>.</summary>
    public bool IsOk => Kind == ReplyKind.Simple && Payload.Span.SequenceEqual("OK"u8);
}
