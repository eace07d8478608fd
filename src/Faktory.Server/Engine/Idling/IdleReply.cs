using System.Buffers;

namespace Faktory.Server.Engine;

/// <summary>The answer to a <see cref="RunDueCommand"/>, which no client can send.</summary>
/// <param name="nextTick">When something happens by itself, UTC; null for never.</param>
/// <param name="acked">Executions that ended well since the process started.</param>
/// <param name="failed">Executions that ended badly.</param>
internal sealed class IdleReply(DateTime? nextTick, long acked, long failed) : Reply
{
    public DateTime? NextTick => nextTick;

    public long Acked => acked;

    public long Failed => failed;

    public override void WriteTo(IBufferWriter<byte> output) => throw new NotSupportedException("That the engine is idle does not go over the wire.");
}
