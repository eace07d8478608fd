using System.Buffers;

namespace Faktory.Server.Engine;

/// <summary>The answer to a <see cref="SampleCommand"/>, which no client can send.</summary>
internal sealed class SampleReply(EngineSample sample) : Reply
{
    public EngineSample Sample => sample;

    public override void WriteTo(IBufferWriter<byte> output) => throw new NotSupportedException("A sample does not go over the wire.");
}
