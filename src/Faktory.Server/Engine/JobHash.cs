using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Faktory.Server.Engine;

/// <summary>A job id as 128 bits, so that a million of them need no strings. Stored: the function must never change.</summary>
internal readonly record struct JobHash(ulong High, ulong Low)
{
    public const int Size = 16;

    public static JobHash Of(ReadOnlySpan<byte> jobId)
    {
        var hash = XxHash128.HashToUInt128(jobId);
        return new JobHash((ulong)(hash >> 64), (ulong)hash);
    }

    public static JobHash Of(string jobId) => Of(Encoding.UTF8.GetBytes(jobId));

    public static JobHash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }
}
