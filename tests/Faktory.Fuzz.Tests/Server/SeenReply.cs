using System.Globalization;
using System.Text;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>One reply, read by a strict reader that shares no code with the server or the client.</summary>
/// <param name="Kind">The first byte: <c>+ - $</c>, or <c>0</c> for the null bulk.</param>
/// <param name="Payload">Without marker and line ending.</param>
internal sealed record SeenReply(char Kind, byte[] Payload)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DecoderFallbackException">It is no UTF-8.</exception>
    public string Text => Strict.GetString(Payload);

    /// <exception cref="InvalidDataException">The bytes are not a sequence of well-formed replies.</exception>
    public static List<SeenReply> ReadAll(ReadOnlySpan<byte> bytes)
    {
        var replies = new List<SeenReply>();
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf("\r\n"u8);
            if (end < 1 || bytes[..end].ContainsAny((byte)'\r', (byte)'\n'))
            {
                throw new InvalidDataException($"after {replies.Count} replies comes a line that is none: {Encoding.UTF8.GetString(bytes[..Math.Min(200, bytes.Length)])}");
            }

            var kind = (char)bytes[0];
            var text = bytes[1..end];
            bytes = bytes[(end + 2)..];
            switch (kind)
            {
                case '+' or '-':
                    replies.Add(new SeenReply(kind, text.ToArray()));
                    break;
                case '$' when text.SequenceEqual("-1"u8):
                    replies.Add(new SeenReply('0', []));
                    break;
                case '$' when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && bytes.Length >= length + 2 && bytes[length..(length + 2)].SequenceEqual("\r\n"u8):
                    replies.Add(new SeenReply('$', bytes[..length].ToArray()));
                    bytes = bytes[(length + 2)..];
                    break;
                default:
                    throw new InvalidDataException($"after {replies.Count} replies comes a line that is none: {kind}{Encoding.UTF8.GetString(text)}");
            }
        }

        return replies;
    }
}
