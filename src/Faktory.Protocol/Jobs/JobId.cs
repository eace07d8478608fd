using System.Buffers.Text;
using System.Security.Cryptography;

namespace Faktory;

/// <summary>Makes job ids in the form that the official clients use: 16 URL-safe base64 characters.</summary>
internal static class JobId
{
    private const int RandomBytes = 12;

    // Asking the system once for many ids; every job that is made takes one.
    private const int IdsAtOnce = 64;

    [ThreadStatic]
    private static byte[]? s_random;

    [ThreadStatic]
    private static int s_left;

    public static string NewRandom()
    {
        s_random ??= new byte[RandomBytes * IdsAtOnce];
        if (s_left == 0)
        {
            RandomNumberGenerator.Fill(s_random);
            s_left = IdsAtOnce;
        }

        return Base64Url.EncodeToString(s_random.AsSpan(--s_left * RandomBytes, RandomBytes));
    }
}
