using System.Text;
using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>Makes new payloads from canonical ones; what it does not add stays byte for byte.</summary>
internal static class PayloadEditor
{
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 512 };

    /// <summary>Adds fields to <c>custom</c>, which may be absent.</summary>
    public static byte[] AddToCustom(byte[] payload, ReadOnlySpan<byte> members)
    {
        if (Find(payload, "custom"u8, JsonTokenType.StartObject) is not { } custom)
        {
            return Join(payload.AsSpan(0, payload.Length - 1), ",\"custom\":{"u8, members, "}}"u8);
        }

        var head = payload.AsSpan(0, custom.End.Value - 1);
        var comma = IsEmptyObject(payload.AsSpan(custom)) ? default : ","u8;
        return Join(head, comma, members, payload.AsSpan(custom.End.Value - 1));
    }

    /// <summary>A callback's payload: the draft with its id, and custom with the user's keys and the server's.</summary>
    public static byte[] Callback(CallbackDraft draft, string jobId, string batchId, string kind, string? parentId)
    {
        var payload = Join(
            draft.Payload.AsSpan(0, draft.Payload.Length - 1),
            draft.Payload.Length > 2 ? ","u8 : default,
            Encoding.UTF8.GetBytes($"\"jid\":{Quote(jobId)}"),
            draft.Custom is null ? "}"u8 : Join(",\"custom\":"u8, draft.Custom, "}"u8, default));
        var members = $"\"_bid\":{Quote(batchId)},\"_cb\":\"{kind}\"" + (parentId is null ? "" : $",\"_pbid\":{Quote(parentId)}");
        return AddToCustom(payload, Encoding.UTF8.GetBytes(members));
    }

    public static byte[] MemberOf(byte[] payload, string batchId) =>
        AddToCustom(payload, Encoding.UTF8.GetBytes($"\"bid\":{Quote(batchId)}"));

    public static byte[] ExpiringAt(byte[] payload, DateTime end) =>
        AddToCustom(payload, Encoding.UTF8.GetBytes($"\"expires_at\":\"{WireTime.Format(end)}\""));

    /// <summary>Another job of a cron entry: the payload with an id, and created now.</summary>
    public static byte[] Anew(byte[] payload, string jobId, DateTime now)
    {
        var createdAt = Find(payload, "created_at"u8, JsonTokenType.String)
            ?? throw new ArgumentException("The payload has no created_at.", nameof(payload));
        return Join(
            Encoding.UTF8.GetBytes($"{{\"jid\":{Quote(jobId)},"),
            payload.AsSpan(1..createdAt.Start),
            Encoding.UTF8.GetBytes($"\"{WireTime.Format(now)}\""),
            payload.AsSpan(createdAt.End..));
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static Range? Find(byte[] payload, ReadOnlySpan<byte> name, JsonTokenType type)
    {
        var reader = new Utf8JsonReader(payload, ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNamed = reader.ValueTextEquals(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isOfType = reader.TokenType == type;
            reader.Skip();
            if (isNamed && isOfType)
            {
                return start..(int)reader.BytesConsumed;
            }
        }

        return null;
    }

    private static bool IsEmptyObject(ReadOnlySpan<byte> json) => json[1..^1].Trim(" \t\r\n"u8).IsEmpty;

    private static byte[] Join(ReadOnlySpan<byte> one, ReadOnlySpan<byte> two, ReadOnlySpan<byte> three, ReadOnlySpan<byte> four)
    {
        var joined = new byte[one.Length + two.Length + three.Length + four.Length];
        one.CopyTo(joined);
        two.CopyTo(joined.AsSpan(one.Length));
        three.CopyTo(joined.AsSpan(one.Length + two.Length));
        four.CopyTo(joined.AsSpan(one.Length + two.Length + three.Length));
        return joined;
    }
}
