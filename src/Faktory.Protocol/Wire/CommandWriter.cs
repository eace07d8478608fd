using System.Buffers;

namespace Faktory.Protocol;

/// <summary>Writes commands: verb, space, argument, CRLF.</summary>
public static class CommandWriter
{
    /// <summary>Writes one command line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="verb">For example <c>PUSH</c> or <c>BATCH NEW</c>.</param>
    /// <param name="argument">The rest of the line, without line breaks; empty for none.</param>
    /// <exception cref="ArgumentException">The argument holds a line break, which would end the command.</exception>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> verb, ReadOnlySpan<byte> argument = default)
    {
        if (argument.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            throw new ArgumentException("A command's argument must be one line.", nameof(argument));
        }

        output.Write(verb);
        if (!argument.IsEmpty)
        {
            output.Write(" "u8);
            output.Write(argument);
        }

        output.Write("\r\n"u8);
    }
}
