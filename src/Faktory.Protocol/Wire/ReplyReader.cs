using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Faktory.Protocol;

/// <summary>Reads a server's replies from a pipe, however the bytes are split.</summary>
/// <param name="input">The connection's input.</param>
/// <param name="maxPayloadBytes">The longest reply accepted, in bytes; beyond it reading fails and the connection is to be closed.</param>
public sealed class ReplyReader(PipeReader input, int maxPayloadBytes = WireLimits.DefaultMaxPayloadBytes)
{
    private static readonly byte[] Ok = "OK"u8.ToArray();

    // More digits than any length has.
    private const int MaxLengthText = 24;

    // The length of a bulk whose first line was consumed; negative between replies.
    private int _bulkLength = -1;

    /// <summary>Reads the next reply; null at the end of the stream.</summary>
    /// <exception cref="FaktoryProtocolException">The bytes are no reply, too long, or end in the middle of one.</exception>
    public async ValueTask<Reply?> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCanceled)
            {
                throw new OperationCanceledException("Reading replies was cancelled.");
            }

            var buffer = result.Buffer;
            var reply = TryRead(ref buffer);
            if (reply is not null)
            {
                input.AdvanceTo(buffer.Start);
                return reply;
            }

            if (result.IsCompleted)
            {
                var isMiddle = _bulkLength >= 0 || !buffer.IsEmpty;
                input.AdvanceTo(buffer.End);
                return isMiddle ? throw new FaktoryProtocolException("The connection ended in the middle of a reply.") : null;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private Reply? TryRead(ref ReadOnlySequence<byte> buffer)
    {
        if (_bulkLength < 0)
        {
            if (!CommandReader.TryReadLine(ref buffer, out var line))
            {
                return buffer.Length > maxPayloadBytes ? throw TooLong(buffer.Length) : null;
            }

            if (ReadLine(line) is { } reply)
            {
                return reply;
            }
        }

        return TryReadBulk(ref buffer);
    }

    /// <summary>Null when the line begins a bulk.</summary>
    private Reply? ReadLine(ReadOnlySequence<byte> line)
    {
        if (line.Length > maxPayloadBytes)
        {
            throw TooLong(line.Length);
        }

        if (line.IsEmpty)
        {
            throw new FaktoryProtocolException("The server sent an empty line where a reply should be.");
        }

        var text = line.Slice(1);
        switch (line.FirstSpan[0])
        {
            // Integers are in the protocol's description, but no server sends them.
            case (byte)'+' or (byte)':':
                return new Reply(ReplyKind.Simple, ToMemory(text));
            case (byte)'-':
                return new Reply(ReplyKind.Error, ToMemory(text));
            case (byte)'$':
                return BeginBulk(text) ? null : new Reply(ReplyKind.Null, default);
            default:
                throw new FaktoryProtocolException($"The server sent something that is no reply; it begins with byte 0x{line.FirstSpan[0]:x2}.");
        }
    }

    /// <summary>False for the null bulk.</summary>
    private bool BeginBulk(ReadOnlySequence<byte> lengthText)
    {
        Span<byte> text = stackalloc byte[MaxLengthText];
        if (lengthText.Length > text.Length)
        {
            throw new FaktoryProtocolException("The server sent a bulk whose length is no number.");
        }

        text = text[..(int)lengthText.Length];
        lengthText.CopyTo(text);
        if (text.SequenceEqual("-1"u8))
        {
            return false;
        }

        if (!Utf8Parser.TryParse(text, out long length, out var used) || used != text.Length || length < 0)
        {
            throw new FaktoryProtocolException("The server sent a bulk whose length is no number.");
        }

        _bulkLength = length <= maxPayloadBytes ? (int)length : throw TooLong(length);
        return true;
    }

    private Reply? TryReadBulk(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < _bulkLength + 2L)
        {
            return null;
        }

        var ending = buffer.Slice(_bulkLength, 2);
        if (ending.FirstSpan[0] != (byte)'\r' || ending.Slice(1).FirstSpan[0] != (byte)'\n')
        {
            throw new FaktoryProtocolException("The server sent a bulk that is longer than its length says.");
        }

        var payload = Copy(buffer.Slice(0, _bulkLength));
        buffer = buffer.Slice(_bulkLength + 2L);
        _bulkLength = -1;
        return new Reply(ReplyKind.Bulk, payload);
    }

    // See Reply.Recycle.
    private static ReadOnlyMemory<byte> Copy(ReadOnlySequence<byte> bytes)
    {
        var length = (int)bytes.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        bytes.CopyTo(copy);
        return copy.AsMemory(0, length);
    }

    private static ReadOnlyMemory<byte> ToMemory(ReadOnlySequence<byte> text) =>
        text.IsSingleSegment && text.FirstSpan.SequenceEqual(Ok) ? Ok : text.ToArray();

    private FaktoryProtocolException TooLong(long length) =>
        new($"The server sent a reply of {length} bytes or more; the limit is {maxPayloadBytes}.");
}
