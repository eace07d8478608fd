using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Faktory.Server.Connections;

/// <summary>Challenges from the system's cryptographic random numbers.</summary>
internal sealed class RandomChallengeSource : IChallengeSource
{
    private const int FewestIterations = 4000;
    private const int IterationRange = 4096;

    public Challenge Next()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(bytes);
        var salt = BinaryPrimitives.ReadInt64LittleEndian(bytes) & long.MaxValue;
        return new Challenge(salt.ToString("x", CultureInfo.InvariantCulture), FewestIterations + RandomNumberGenerator.GetInt32(IterationRange));
    }
}
