using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Faktory.Client;

/// <summary>Where commands with JSON are put together. Each thread keeps one, because a new one costs more than the command that a worker sends for each job.</summary>
internal sealed class JsonCommandBuffer : IDisposable
{
    private const int KeptBytes = 64 * 1024;

    private static readonly JsonWriterOptions JsonOptions = new()
    {
        // The wire is no web page; escaping every letter beyond ASCII would only lengthen it.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 0,
    };

    [ThreadStatic]
    private static JsonCommandBuffer? s_kept;

    private readonly ArrayBufferWriter<byte> _bytes = new(512);
    private readonly Utf8JsonWriter _json;

    private JsonCommandBuffer() => _json = new Utf8JsonWriter(_bytes, JsonOptions);

    /// <summary>Encodes a command.</summary>
    public static byte[] Encode<TState>(ReadOnlySpan<byte> verb, TState state, Action<Utf8JsonWriter, TState> write) =>
        Send(verb, state, write, 0, static (_, command) => command.ToArray());

    /// <summary>Encodes a command and hands it over while it stands in the buffer. What writes the JSON may run other people's code, and so encode other commands meanwhile.</summary>
    public static TResult Send<TState, TTo, TResult>(
        ReadOnlySpan<byte> verb, TState state, Action<Utf8JsonWriter, TState> write, TTo to, Func<TTo, ReadOnlySpan<byte>, TResult> send)
    {
        var buffer = s_kept ?? new JsonCommandBuffer();
        s_kept = null;
        var result = send(to, buffer.Write(verb, state, write));
        if (buffer._bytes.Capacity > KeptBytes)
        {
            buffer.Dispose();
        }
        else
        {
            s_kept = buffer;
        }

        return result;
    }

    public void Dispose() => _json.Dispose();

    private ReadOnlySpan<byte> Write<TState>(ReadOnlySpan<byte> verb, TState state, Action<Utf8JsonWriter, TState> write)
    {
        _bytes.ResetWrittenCount();
        _json.Reset();
        _bytes.Write(verb);
        _bytes.Write(" "u8);
        write(_json, state);
        _json.Flush();
        _bytes.Write("\r\n"u8);
        return _bytes.WrittenSpan;
    }
}
