using System.Runtime.InteropServices;
using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>
/// Jobtype, queue and arguments of a job as 128 bits. White space, the order of keys and needless escapes do not count,
/// so that clients of different languages agree. Stored: the function must never change.
/// </summary>
internal static class UniqueKey
{
    public static JobHash Of(string jobType, string queue, ReadOnlySpan<byte> args)
    {
        var reader = new Utf8JsonReader(args, PayloadEditor.ReaderOptions);
        reader.Read();
        return Combine((byte)'k', [JobHash.Of(jobType), JobHash.Of(queue), OfValue(ref reader)]);
    }

    private static JobHash OfValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => OfObject(ref reader),
        JsonTokenType.StartArray => OfArray(ref reader),
        JsonTokenType.String => OfText(ref reader),
        _ => Combine((byte)'v', [JobHash.Of(reader.ValueSpan)]),
    };

    private static JobHash OfArray(ref Utf8JsonReader reader)
    {
        var elements = new List<JobHash>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(OfValue(ref reader));
        }

        return Combine((byte)'a', elements);
    }

    private static JobHash OfObject(ref Utf8JsonReader reader)
    {
        var members = new List<(JobHash Name, JobHash Value)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = OfText(ref reader);
            reader.Read();
            members.Add((name, OfValue(ref reader)));
        }

        return Combine((byte)'o', [.. members
            .OrderBy(member => member.Name.High).ThenBy(member => member.Name.Low)
            .SelectMany(member => new[] { member.Name, member.Value })]);
    }

    private static JobHash OfText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Combine((byte)'s', [JobHash.Of(reader.ValueSpan)]);
        }

        var text = new byte[reader.ValueSpan.Length];
        try
        {
            return Combine((byte)'s', [JobHash.Of(text.AsSpan(0, reader.CopyString(text)))]);
        }
        catch (InvalidOperationException)
        {
            // An escape that is half a character has no text: it is the same only as itself.
            return Combine((byte)'r', [JobHash.Of(reader.ValueSpan)]);
        }
    }

    private static JobHash Combine(byte kind, List<JobHash> parts)
    {
        var bytes = new byte[1 + (parts.Count * JobHash.Size)];
        bytes[0] = kind;
        var rest = bytes.AsSpan(1);
        foreach (var part in CollectionsMarshal.AsSpan(parts))
        {
            part.Write(rest);
            rest = rest[JobHash.Size..];
        }

        return JobHash.Of(bytes);
    }
}
