using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Faktory.Client;

/// <summary>
/// Job ids that come out the same when the same jobs are pushed again, in whatever order: a hash of seed, type, arguments and
/// how often that pair occurred before. Costs about 30 bytes per distinct job. Safe for concurrent use.
/// </summary>
/// <param name="seed">What the ids belong to, for example a batch id.</param>
internal sealed class JobIdSeries(string seed)
{
    private readonly Dictionary<ulong, int> _occurrences = [];
    private readonly byte[] _seed = Encoding.UTF8.GetBytes(seed);

    public string Next(string type, JsonElement args)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            hash.AppendData(_seed);
            hash.AppendData("\n"u8);
            hash.AppendData(Encoding.UTF8.GetBytes(type));
            hash.AppendData("\n"u8);
            hash.AppendData(JsonMarshal.GetRawUtf8Value(args));
            hash.GetHashAndReset(digest);
        }

        var occurrence = Count(BinaryPrimitives.ReadUInt64LittleEndian(digest));
        if (occurrence > 0)
        {
            Span<byte> numbered = stackalloc byte[SHA256.HashSizeInBytes + sizeof(int)];
            digest.CopyTo(numbered);
            BinaryPrimitives.WriteInt32LittleEndian(numbered[SHA256.HashSizeInBytes..], occurrence);
            SHA256.HashData(numbered, digest);
        }

        return Base64Url.EncodeToString(digest[..18]);
    }

    private int Count(ulong job)
    {
        lock (_occurrences)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_occurrences, job, out _);
            return count++;
        }
    }
}
