using System.Text.Json;

namespace Faktory.Fuzz.Tests.Mutation;

/// <summary>Where the values, names and members of a JSON text are, so that one can be replaced and the rest stay as it is.</summary>
internal sealed class JsonParts
{
    private readonly List<(int Start, int End)> _values = [];
    private readonly List<(int Start, int End)> _names = [];
    private readonly List<(int Start, int End)> _members = [];

    private JsonParts()
    {
    }

    public IReadOnlyList<(int Start, int End)> Values => _values;

    public IReadOnlyList<(int Start, int End)> Names => _names;

    /// <summary>From the name to the end of the value.</summary>
    public IReadOnlyList<(int Start, int End)> Members => _members;

    /// <summary>Null when the text is no JSON.</summary>
    public static JsonParts? Of(ReadOnlySpan<byte> json)
    {
        var parts = new JsonParts();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 10_000 });
            parts.Read(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }

        return parts._values.Count == 0 ? null : parts;
    }

    private void Read(ref Utf8JsonReader reader)
    {
        var open = new Stack<int>();
        var names = new Stack<int>();
        var pending = -1;
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    _names.Add((start, start + reader.ValueSpan.Length + 2));
                    pending = start;
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    open.Push(start);
                    names.Push(pending);
                    pending = -1;
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    Add(open.Pop(), (int)reader.BytesConsumed, names.Pop());
                    break;
                default:
                    Add(start, (int)reader.BytesConsumed, pending);
                    pending = -1;
                    break;
            }
        }
    }

    private void Add(int start, int end, int name)
    {
        _values.Add((start, end));
        if (name >= 0)
        {
            _members.Add((name, end));
        }
    }
}
