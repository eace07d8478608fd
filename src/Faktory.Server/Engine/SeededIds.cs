using System.Buffers.Binary;
using System.Buffers.Text;

namespace Faktory.Server.Engine;

/// <summary>Ids and jitter of one command, all from its seed (SplitMix64), so that applying it again gives the same.</summary>
internal sealed class SeededIds
{
    private const int JobIdBytes = 12;
    private const int BatchIdBytes = 10;

    private ulong _state;

    public void Reset(ulong seed) => _state = seed;

    public string NextJobId() => NextText(JobIdBytes);

    /// <summary>BEHAVIOUR 3.1: <c>b-</c> and 14 URL-safe base64 characters.</summary>
    public string NextBatchId() => "b-" + NextText(BatchIdBytes);

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public long NextBelow(long bound) => (long)(Next() % (ulong)bound);

    private string NextText(int length)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Next());
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Next());
        return Base64Url.EncodeToString(bytes[..length]);
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
