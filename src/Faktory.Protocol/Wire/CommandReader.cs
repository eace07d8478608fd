using System.Buffers;

namespace Faktory.Protocol;

/// <summary>Cuts a connection's bytes into command lines.</summary>
public static class CommandReader
{
    /// <summary>Takes the next complete line off the front of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">What has arrived; moved behind the line when one was taken.</param>
    /// <param name="line">The line without its ending; CRLF and a bare LF both end a line.</param>
    /// <returns>False when no line is complete yet.</returns>
    public static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        if (!line.IsEmpty && line.Slice(line.Length - 1).FirstSpan[0] == (byte)'\r')
        {
            line = line.Slice(0, line.Length - 1);
        }

        return true;
    }
}
