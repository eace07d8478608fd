using System.Text;
using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>
/// Reads a fetched job in one pass. Lenient, since old servers differ: what is of another type than it should be counts as missing, and of a name
/// that occurs twice the last one counts.
/// </summary>
internal ref struct JobReader
{
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private string? _id;
    private string? _type;
    private string? _queue;
    private JsonElement? _args;
    private JsonElement? _custom;
    private JsonElement? _failure;
    private DateTimeOffset? _at;
    private DateTimeOffset? _createdAt;
    private DateTimeOffset? _enqueuedAt;
    private int? _retry;
    private int? _reserveFor;
    private int? _backtrace;

    public JobReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonBytes.MaxDepth });
    }

    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    /// <exception cref="FaktoryProtocolException">They are no job.</exception>
    public Job Read()
    {
        ReadMembers();
        return new Job(Required(_type, "jobtype"), Args(), Required(_id, "jid"))
        {
            Queue = _queue is { Length: > 0 } queue ? queue : Job.DefaultQueue,
            At = _at,
            Retry = _retry,
            ReserveFor = _reserveFor is { } seconds and not 0 ? TimeSpan.FromSeconds(seconds) : null,
            Backtrace = _backtrace,
            CreatedAt = _createdAt,
            EnqueuedAt = _enqueuedAt,
            Failure = _failure is { ValueKind: JsonValueKind.Object } failure ? JobFailureJson.Read(failure) : null,
            Custom = _custom is { ValueKind: JsonValueKind.Object } custom ? custom : null,
        };
    }

    private void ReadMembers()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FaktoryProtocolException("The server sent something that is not a job: no JSON object.");
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name();
            _reader.Read();
            ReadValue(name);
        }

        // What follows the object is an error of the reader's.
        _reader.Read();
    }

    private void ReadValue(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("jid"u8))
        {
            _id = Text();
        }
        else if (name.SequenceEqual("jobtype"u8))
        {
            _type = Text();
        }
        else if (name.SequenceEqual("args"u8))
        {
            _args = Element();
        }
        else if (name.SequenceEqual("queue"u8))
        {
            _queue = _reader.TokenType == JsonTokenType.String && _reader.ValueTextEquals(Job.DefaultQueue) ? Job.DefaultQueue : Text();
        }
        else if (name.SequenceEqual("custom"u8))
        {
            _custom = Element();
        }
        else if (name.SequenceEqual("failure"u8))
        {
            _failure = Element();
        }
        else if (name.SequenceEqual("at"u8))
        {
            _at = WireTime.Read(ref _reader);
        }
        else if (name.SequenceEqual("created_at"u8))
        {
            _createdAt = WireTime.Read(ref _reader);
        }
        else if (name.SequenceEqual("enqueued_at"u8))
        {
            _enqueuedAt = WireTime.Read(ref _reader);
        }
        else if (name.SequenceEqual("retry"u8))
        {
            _retry = Number();
        }
        else if (name.SequenceEqual("reserve_for"u8))
        {
            _reserveFor = Number();
        }
        else if (name.SequenceEqual("backtrace"u8))
        {
            _backtrace = Number();
        }

        // The inside of a value that nobody read; nothing to do at a value that was.
        _reader.Skip();
    }

    private readonly JsonElement Args() => _args switch
    {
        null or { ValueKind: JsonValueKind.Null } => JsonBytes.EmptyArray,
        { ValueKind: JsonValueKind.Array } args => args,
        { } other => throw new FaktoryProtocolException($"The server sent a job whose args are no array but {other.ValueKind}."),
    };

    private static string Required(string? value, string name) =>
        value is { Length: > 0 } ? value : throw new FaktoryProtocolException($"The server sent a job without \"{name}\".");

    /// <summary>Empty when an escape in it is half a character, which has no text.</summary>
    private readonly ReadOnlySpan<byte> Name() => !_reader.ValueIsEscaped ? _reader.ValueSpan : Encoding.UTF8.GetBytes(AnyText() ?? "");

    private readonly string? Text() => _reader.TokenType == JsonTokenType.String ? AnyText() : null;

    private readonly string? AnyText()
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private readonly int? Number() => _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var number) ? number : null;

    private JsonElement Element()
    {
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return JsonBytes.Parse(_json[start..(int)_reader.BytesConsumed]);
    }
}
