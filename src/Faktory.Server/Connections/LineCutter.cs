using System.Buffers;
using Faktory.Protocol;

namespace Faktory.Server.Connections;

/// <summary>Cuts what arrives into lines like <see cref="CommandReader"/>, without searching the same bytes again while a long line arrives.</summary>
/// <param name="maxBytes">How long a line may be.</param>
internal sealed class LineCutter(long maxBytes)
{
    private long _searchedBytes;

    /// <summary>Whether the bytes after the last line are more than a line may have, and its end is still to come.</summary>
    public bool IsInsideLongLine { get; private set; }

    public bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (_searchedBytes > 0 && buffer.Slice(_searchedBytes).PositionOf((byte)'\n') is null)
        {
            return false;
        }

        _searchedBytes = 0;
        return CommandReader.TryReadLine(ref buffer, out line);
    }

    /// <summary>Notes the bytes in which <see cref="TryTake"/> found no line.</summary>
    public void Keep(in ReadOnlySequence<byte> rest)
    {
        _searchedBytes = rest.Length;
        IsInsideLongLine = rest.Length > maxBytes + 1;
    }
}
