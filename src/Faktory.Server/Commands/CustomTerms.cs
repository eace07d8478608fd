using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The keys of <c>custom</c> that ask something of the server: whether they are proper, not what they mean. Of a key given twice the last one counts.</summary>
internal struct CustomTerms
{
    private bool _isUnique;
    private string? _uniqueFor;
    private string? _uniqueUntil;
    private bool _hasExpiresAt;
    private string? _expiresAt;
    private double? _expiresIn;
    private string? _expiresInError;

    /// <summary>Whether there is any.</summary>
    public bool IsAny { get; private set; }

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public readonly string? Error => (_isUnique ? _uniqueFor ?? _uniqueUntil : null) ?? _expiresAt ?? _expiresInError;

    /// <summary>The <c>expires_in</c> that no <c>expires_at</c> overrides: relative to the push, so it becomes a time there; null for none.</summary>
    public readonly TimeSpan? Lifetime => _expiresIn is { } seconds && !_hasExpiresAt ? JobTermsReader.Seconds(seconds) : null;

    /// <summary>Reads a value if its key is one of the terms, and moves to its end.</summary>
    public bool Read(scoped ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader)
    {
        if (name.SequenceEqual("unique_for"u8))
        {
            _isUnique = reader.TokenType != JsonTokenType.Null;
            _uniqueFor = IsSeconds(reader) ? null : NoSeconds("unique_for");
        }
        else if (name.SequenceEqual("unique_until"u8))
        {
            _uniqueUntil = IsUntil(ref reader) ? null : "custom.unique_until must be \"success\" or \"start\"";
        }
        else if (name.SequenceEqual("expires_at"u8))
        {
            _hasExpiresAt = reader.TokenType != JsonTokenType.Null;
            _expiresAt = IsTime(ref reader) ? null : "custom.expires_at must be a time such as \"2026-01-31T12:00:00Z\" (RFC 3339)";
        }
        else if (name.SequenceEqual("expires_in"u8))
        {
            _expiresIn = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var seconds) ? seconds : null;
            _expiresInError = IsSeconds(reader) ? null : NoSeconds("expires_in");
        }
        else if (!name.SequenceEqual("track"u8))
        {
            return false;
        }

        IsAny = true;
        reader.Skip();
        return true;
    }

    private static bool IsSeconds(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => true,
        JsonTokenType.Number => reader.TryGetDouble(out var seconds) && seconds >= 0,
        _ => false,
    };

    private static bool IsTime(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => true,
        JsonTokenType.String => WireTime.TryParse(JsonArgument.ReadString(ref reader, "custom.expires_at"), out _),
        _ => false,
    };

    private static bool IsUntil(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => true,
        JsonTokenType.String => JsonArgument.ReadString(ref reader, "custom.unique_until") is "success" or "start",
        _ => false,
    };

    private static string NoSeconds(string key) => $"custom.{key} must be a number of seconds from 0 on, such as 600 or 0.5, and no string";
}
