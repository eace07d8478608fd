using System.Buffers;
using System.Globalization;
using System.Text;

namespace Faktory.Protocol;

/// <summary>Writes replies in the server's forms.</summary>
public static class ReplyWriter
{
    /// <summary>Writes <c>+OK</c>.</summary>
    public static void WriteOk(IBufferWriter<byte> output) => output.Write("+OK\r\n"u8);

    /// <summary>Writes the null bulk <c>$-1</c>.</summary>
    public static void WriteNull(IBufferWriter<byte> output) => output.Write("$-1\r\n"u8);

    /// <summary>Writes an error line; line breaks in the text become spaces.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="error">The code and the text, for example <c>ERR unknown command WAT</c>.</param>
    public static void WriteError(IBufferWriter<byte> output, string error)
    {
        output.Write("-"u8);
        output.Write(Encoding.UTF8.GetBytes(error.ReplaceLineEndings(" ")));
        output.Write("\r\n"u8);
    }

    /// <summary>Writes a bulk.</summary>
    public static void WriteBulk(IBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        WriteBulkHeader(output, payload.Length);
        output.Write(payload);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes the first line of a bulk; its bytes and a CRLF are to follow.</summary>
    public static void WriteBulkHeader(IBufferWriter<byte> output, int length)
    {
        var span = output.GetSpan(16);
        span[0] = (byte)'$';
        length.TryFormat(span[1..], out var written, provider: CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(span[(1 + written)..]);
        output.Advance(written + 3);
    }
}
