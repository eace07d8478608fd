using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Faktory.LoadTest.Wire;

/// <summary>The answer to the server's first line.</summary>
internal static class Greeting
{
    /// <exception cref="LoadException">The server wants a password and there is none, or it is no Faktory server.</exception>
    public static byte[] Answer(FwpReply first, string? password)
    {
        if (first.Kind != ReplyKind.Simple || !first.Content.Span.StartsWith("HI {"u8))
        {
            throw first.Unexpected("a new connection, which should begin with HI,");
        }

        using var hi = JsonDocument.Parse(first.Content[3..]);
        if (!hi.RootElement.TryGetProperty("s"u8, out var salt))
        {
            return "HELLO {\"v\":2}\r\n"u8.ToArray();
        }

        if (string.IsNullOrEmpty(password))
        {
            throw new LoadException("The server wants a password: give --password or FAKTORY_PASSWORD.");
        }

        var hash = Encoding.UTF8.GetBytes(password + salt.GetString());
        for (var rounds = hi.RootElement.GetProperty("i"u8).GetInt32(); rounds > 0; rounds--)
        {
            hash = SHA256.HashData(hash);
        }

        return Encoding.UTF8.GetBytes($"HELLO {{\"v\":2,\"pwdhash\":\"{Convert.ToHexStringLower(hash)}\"}}\r\n");
    }
}
