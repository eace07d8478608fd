using System.IO.Pipelines;

namespace Faktory.Protocol;

/// <summary>Reads a server's replies from a pipe, however the bytes are split.</summary>
/// <param name="input">The connection's input.</param>
/// <param name="maxPayloadBytes">The longest reply accepted, in bytes; beyond it reading fails and the connection is to be closed.</param>
public sealed class ReplyReader(PipeReader input, int maxPayloadBytes = WireLimits.DefaultMaxPayloadBytes)
{
    /// <summary>Reads the next reply; null at the end of the stream.</summary>
    /// <exception cref="FaktoryProtocolException">The bytes are no reply, too long, or end in the middle of one.</exception>
    public ValueTask<Reply?> ReadAsync(CancellationToken cancellationToken = default)
    {
        _ = input;
        _ = maxPayloadBytes;
        throw new NotSupportedException();
    }
}
