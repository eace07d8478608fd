using System.Buffers;
using System.Text;
using Faktory.Protocol;

namespace Faktory.Server.Engine;

/// <summary>A reply to one command; immutable, written to the connection once its group is durable.</summary>
internal abstract class Reply
{
    private const int MaxErrorLength = 3000;
    private const int KeptEnd = 500;

    public static readonly Reply Ok = new OkReply();

    public static readonly Reply Null = new NullReply();

    public static readonly Reply NotUnique = new ErrorReply(PushRules.NotUnique);

    public static Reply Bulk(byte[] payload) => new BulkReply(payload);

    public static Reply Bulk(string payload) => new BulkReply(Encoding.UTF8.GetBytes(payload));

    /// <summary>An error with the code ERR. An error that repeats a name of megabytes keeps its beginning and its end.</summary>
    public static Reply Error(string text) => new ErrorReply("ERR " + (text.Length <= MaxErrorLength
        ? text
        : string.Concat(text.AsSpan(0, MaxErrorLength - KeptEnd), "…", text.AsSpan(text.Length - KeptEnd))));

    public abstract void WriteTo(IBufferWriter<byte> output);
}

internal sealed class OkReply : Reply
{
    public override void WriteTo(IBufferWriter<byte> output) => ReplyWriter.WriteOk(output);
}

internal sealed class NullReply : Reply
{
    public override void WriteTo(IBufferWriter<byte> output) => ReplyWriter.WriteNull(output);
}

internal sealed class BulkReply(byte[] payload) : Reply
{
    public ReadOnlyMemory<byte> Payload => payload;

    public override void WriteTo(IBufferWriter<byte> output) => ReplyWriter.WriteBulk(output, payload);
}

/// <param name="error">Code and text, for example <c>ERR unknown command WAT</c>.</param>
internal sealed class ErrorReply(string error) : Reply
{
    public string Text => error;

    public override void WriteTo(IBufferWriter<byte> output) => ReplyWriter.WriteError(output, error);
}
