using System.Buffers.Binary;

namespace Faktory.Server.Engine;

/// <summary>Who keeps others from pushing the same job, and until when (UTC).</summary>
internal readonly record struct UniqueLock(JobHash Holder, DateTime Until)
{
    private const int Size = JobHash.Size + sizeof(long);

    public static UniqueLock Read(ReadOnlySpan<byte> bytes) =>
        new(JobHash.Read(bytes), new DateTime(BinaryPrimitives.ReadInt64BigEndian(bytes[JobHash.Size..]), DateTimeKind.Utc));

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Holder.Write(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(JobHash.Size), Until.Ticks);
        return bytes;
    }
}
