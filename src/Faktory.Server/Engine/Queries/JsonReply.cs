using System.Buffers;
using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>Makes bulk replies of JSON.</summary>
internal static class JsonReply
{
    public static Reply Of<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer, state);
        }

        return Reply.Bulk(buffer.WrittenSpan.ToArray());
    }

    /// <summary>BEHAVIOUR 1.3 PUSHB: job id to error text.</summary>
    public static Reply OfRefusals(IEnumerable<KeyValuePair<string, string>> refusals) => Of(refusals, static (writer, pairs) =>
    {
        writer.WriteStartObject();
        foreach (var (jobId, error) in pairs)
        {
            writer.WriteString(jobId, error);
        }

        writer.WriteEndObject();
    });
}
