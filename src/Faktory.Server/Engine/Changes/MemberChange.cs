using System.Buffers;

namespace Faktory.Server.Engine;

/// <summary>A member's state in the form of <see cref="Storage.MemberRow.Changes"/>.</summary>
internal static class MemberChange
{
    private const int Size = JobHash.Size + 1;

    public static void Write(IBufferWriter<byte> output, JobHash job, MemberState state)
    {
        var span = output.GetSpan(Size);
        job.Write(span);
        span[JobHash.Size] = (byte)state;
        output.Advance(Size);
    }

    public static void ReadInto(MemberMap members, ReadOnlySpan<byte> changes)
    {
        for (; changes.Length >= Size; changes = changes[Size..])
        {
            members.Set(JobHash.Read(changes), (MemberState)changes[JobHash.Size]);
        }
    }
}
