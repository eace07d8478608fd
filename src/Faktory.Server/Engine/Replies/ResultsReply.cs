using System.Buffers;

namespace Faktory.Server.Engine;

/// <summary>The reply of BATCH RESULTS: what to read. The engine does no I/O, so its host completes it once everything applied before it is durable.</summary>
internal sealed class ResultsReply(string bid, long after, int limit) : Reply
{
    private Reply? _content;

    public string Bid => bid;

    public long After => after;

    public int Limit => limit;

    /// <summary>To be called once, before the reply is released.</summary>
    public void Complete(Reply content) => _content = content;

    public override void WriteTo(IBufferWriter<byte> output) =>
        (_content ?? throw new InvalidOperationException("The results were released before they were read.")).WriteTo(output);
}
