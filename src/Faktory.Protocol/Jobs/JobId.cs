using System.Buffers.Text;
using System.Security.Cryptography;

namespace Faktory;

/// <summary>Makes job ids in the form that the official clients use: 16 URL-safe base64 characters.</summary>
internal static class JobId
{
    private const int RandomBytes = 12;

    public static string NewRandom()
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random);
    }
}
