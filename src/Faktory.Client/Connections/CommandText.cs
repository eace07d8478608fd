using System.Buffers;
using System.Text;
using System.Text.Json;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>Commands as they are sent.</summary>
internal static class CommandText
{
    public static byte[] Info { get; } = "INFO\r\n"u8.ToArray();

    public static byte[] Flush { get; } = "FLUSH\r\n"u8.ToArray();

    public static byte[] Push(Job job, bool resend) => Json("PUSH"u8, (job, resend), static (writer, push) => JobJson.Write(writer, push.job, push.resend));

    public static byte[] PushMany(IEnumerable<Job> jobs, bool resend) =>
        Json("PUSHB"u8, (jobs, resend), static (writer, push) =>
        {
            writer.WriteStartArray();
            foreach (var job in push.jobs)
            {
                JobJson.Write(writer, job, push.resend);
            }

            writer.WriteEndArray();
        });

    public static byte[] BatchNew(BatchDefinition batch) => Json("BATCH NEW"u8, batch, BatchJson.Write);

    public static byte[] BatchSubmit(BatchDefinition batch) => Json("BATCH SUBMIT"u8, batch, BatchJson.Write);

    public static byte[] Words(ReadOnlySpan<byte> verb, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (string.IsNullOrEmpty(word) || word.AsSpan().IndexOfAny(' ', '\r', '\n') >= 0)
            {
                throw new ArgumentException($"\"{word}\" cannot be sent: it must be one word.", nameof(words));
            }
        }

        var output = new ArrayBufferWriter<byte>(64);
        CommandWriter.Write(output, verb, Encoding.UTF8.GetBytes(string.Join(' ', words)));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>For a command that a space inside its JSON breaks, even in a text: there it becomes an escape.</summary>
    public static byte[] JsonWithoutSpaces<TState>(ReadOnlySpan<byte> verb, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var command = Json(verb, state, write);
        var argument = Encoding.UTF8.GetString(command.AsSpan(verb.Length + 1));
        return [.. verb, (byte)' ', .. Encoding.UTF8.GetBytes(argument.Replace(" ", "\\u0020", StringComparison.Ordinal))];
    }

    /// <summary>A command whose argument is JSON with no space but those inside its texts.</summary>
    public static byte[] Json<TState>(ReadOnlySpan<byte> verb, TState state, Action<Utf8JsonWriter, TState> write) =>
        JsonCommandBuffer.Encode(verb, state, write);
}
