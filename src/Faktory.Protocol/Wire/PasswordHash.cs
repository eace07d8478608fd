using System.Security.Cryptography;
using System.Text;

namespace Faktory.Protocol;

/// <summary>The password proof of HELLO (FWP <c>pwdhash</c>).</summary>
public static class PasswordHash
{
    /// <summary>SHA-256 over password and salt, repeated over its own digest.</summary>
    /// <param name="password">The shared password.</param>
    /// <param name="salt">The <c>s</c> of the server's HI.</param>
    /// <param name="iterations">The <c>i</c> of the server's HI, in rounds; 1 or less is one round.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Compute(string password, string salt, int iterations)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(password + salt), digest);
        for (var round = 1; round < iterations; round++)
        {
            SHA256.HashData(digest, digest);
        }

        return Convert.ToHexStringLower(digest);
    }
}
