using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>Reads a job's terms from its canonical payload, at the push and again after a restart. What PUSH would refuse is ignored.</summary>
internal ref struct JobTermsReader
{
    /// <summary>Longer than any lock or job lives, short enough to be added to a time.</summary>
    private const double MaxSeconds = 100.0 * 365 * 24 * 60 * 60;

    private ReadOnlySpan<byte> _args;
    private string _jobType;
    private string _queue;
    private double? _uniqueFor;
    private bool _unlocksAtStart;
    private DateTime? _expiresAt;
    private bool _isTracked;

    /// <summary>Null when it has none.</summary>
    public static JobTerms? Read(ReadOnlySpan<byte> payload)
    {
        JobTermsReader terms = default;
        var reader = new Utf8JsonReader(payload, PayloadEditor.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            terms.ReadField(ref reader, payload);
        }

        return terms.ToTerms();
    }

    /// <summary>Whether a key of <c>custom</c> is one of the terms.</summary>
    /// <param name="reader">Stands on the key.</param>
    public static bool IsTerm(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("unique_for"u8) || reader.ValueTextEquals("expires_at"u8) || reader.ValueTextEquals("track"u8);

    /// <summary>A number of seconds as a time span, cut where it is absurdly long.</summary>
    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MaxSeconds));

    private void ReadField(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> payload)
    {
        if (reader.ValueTextEquals("jobtype"u8))
        {
            reader.Read();
            _jobType = reader.GetString()!;
        }
        else if (reader.ValueTextEquals("queue"u8))
        {
            reader.Read();
            _queue = reader.GetString()!;
        }
        else if (reader.ValueTextEquals("args"u8))
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _args = payload[start..(int)reader.BytesConsumed];
        }
        else if (reader.ValueTextEquals("custom"u8))
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadTerm(ref reader);
            }
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadTerm(scoped ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("unique_for"u8))
        {
            reader.Read();
            _uniqueFor = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var seconds) ? seconds : null;
        }
        else if (reader.ValueTextEquals("unique_until"u8))
        {
            reader.Read();
            _unlocksAtStart = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("start"u8);
        }
        else if (reader.ValueTextEquals("expires_at"u8))
        {
            reader.Read();
            _expiresAt = reader.TokenType == JsonTokenType.String && WireTime.TryParse(reader.GetString(), out var end) ? end : null;
        }
        else if (reader.ValueTextEquals("track"u8))
        {
            reader.Read();
            _isTracked = reader.TokenType == JsonTokenType.True
                || (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var set) && set != 0);
        }
        else
        {
            reader.Read();
        }

        reader.Skip();
    }

    private readonly JobTerms? ToTerms() => _uniqueFor is null && _expiresAt is null && !_isTracked ? null : new JobTerms
    {
        UniqueKey = _uniqueFor is null ? null : UniqueKey.Of(_jobType, _queue, _args),
        UniqueFor = Seconds(_uniqueFor ?? 0),
        UnlocksAtStart = _unlocksAtStart,
        ExpiresAt = _expiresAt,
        IsTracked = _isTracked,
    };
}
