using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Reads and changes single values of a <c>custom</c> object. What it does not touch keeps its bytes.</summary>
internal static class CustomJson
{
    public static JsonElement? Find(JsonElement? custom, string name) =>
        custom is { ValueKind: JsonValueKind.Object } values && WireJson.TryFind(values, name, out var value) ? value : null;

    /// <summary>A copy with <paramref name="name"/> set to <paramref name="value"/>, or without it when the value is empty.</summary>
    /// <returns>Null when nothing is left.</returns>
    public static JsonElement? With(JsonElement? custom, string name, ReadOnlySpan<byte> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var output = new ArrayBufferWriter<byte>();
        if (custom is { ValueKind: JsonValueKind.Object } values)
        {
            foreach (var property in values.EnumerateObject())
            {
                if (WireJson.NameOf(property) != name)
                {
                    BeginMember(output);
                    output.Write("\""u8);
                    output.Write(JsonMarshal.GetRawUtf8PropertyName(property));
                    output.Write("\":"u8);
                    output.Write(JsonMarshal.GetRawUtf8Value(property.Value));
                }
            }
        }

        if (!value.IsEmpty)
        {
            BeginMember(output);
            output.Write(JsonBytes.String(name));
            output.Write(":"u8);
            output.Write(value);
        }

        if (output.WrittenCount == 0)
        {
            return null;
        }

        output.Write("}"u8);
        return JsonBytes.Parse(output.WrittenSpan);
    }

    private static void BeginMember(ArrayBufferWriter<byte> output) => output.Write(output.WrittenCount == 0 ? "{"u8 : ","u8);
}
