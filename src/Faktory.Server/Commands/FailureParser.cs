using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>FAIL, and the <c>failure</c> object that a client may push along.</summary>
internal static class FailureParser
{
    private const int MaxErrorTypeBytes = 100;
    private const int MaxMessageBytes = 1000;
    private const int MaxFrames = 50;
    private const string Unknown = "unknown";

    public static ParsedCommand ParseFail(Session session, ReadOnlySpan<byte> argument)
    {
        try
        {
            return Fail(session, argument);
        }
        catch (JsonException)
        {
            return ParsedCommand.Refused("invalid FAIL " + CommandParser.Echo(argument));
        }
    }

    /// <summary>Null for null.</summary>
    /// <exception cref="JsonException">It is no object, or a field has the wrong type.</exception>
    public static FailureRecord? ReadRecord(ref Utf8JsonReader reader, DateTime now)
    {
        if (!JsonArgument.IsObject(ref reader, "failure"))
        {
            return null;
        }

        var record = new FailureRecord(0, 0, now, null, null, null, []);
        while (JsonArgument.NextProperty(ref reader, out var name))
        {
            if (JsonArgument.Matches(name, "retry_count"u8))
            {
                record = record with { RetryCount = Clamp(JsonArgument.ReadInteger(ref reader, "failure.retry_count")) };
            }
            else if (JsonArgument.Matches(name, "remaining"u8))
            {
                record = record with { Remaining = Clamp(JsonArgument.ReadInteger(ref reader, "failure.remaining")) };
            }
            else if (JsonArgument.Matches(name, "failed_at"u8))
            {
                record = record with { FailedAt = WireTime.TryParse(JsonArgument.ReadString(ref reader, "failure.failed_at"), out var at) ? at : now };
            }
            else if (JsonArgument.Matches(name, "next_at"u8))
            {
                record = record with { NextAt = WireTime.TryParse(JsonArgument.ReadString(ref reader, "failure.next_at"), out var at) ? at : null };
            }
            else if (JsonArgument.Matches(name, "message"u8))
            {
                record = record with { Message = JsonArgument.ReadString(ref reader, "failure.message") };
            }
            else if (JsonArgument.Matches(name, "errtype"u8))
            {
                record = record with { ErrorType = JsonArgument.ReadString(ref reader, "failure.errtype") };
            }
            else if (JsonArgument.Matches(name, "backtrace"u8))
            {
                record = record with { Backtrace = JsonArgument.ReadStrings(ref reader, "failure.backtrace") };
            }
            else
            {
                reader.Skip();
            }
        }

        return record;
    }

    private static ParsedCommand Fail(Session session, ReadOnlySpan<byte> argument)
    {
        string? jobId = null, errorType = null, message = null;
        IReadOnlyList<string> backtrace = [];
        var isFatal = false;
        double? retryIn = null;
        var reader = JsonArgument.Open(argument);
        if (JsonArgument.IsObject(ref reader, "FAIL"))
        {
            while (JsonArgument.NextProperty(ref reader, out var name))
            {
                if (JsonArgument.Matches(name, "jid"u8))
                {
                    jobId = JsonArgument.ReadString(ref reader, "jid");
                }
                else if (JsonArgument.Matches(name, "errtype"u8))
                {
                    errorType = JsonArgument.ReadString(ref reader, "errtype");
                }
                else if (JsonArgument.Matches(name, "message"u8))
                {
                    message = JsonArgument.ReadString(ref reader, "message");
                }
                else if (JsonArgument.Matches(name, "backtrace"u8))
                {
                    backtrace = JsonArgument.ReadStrings(ref reader, "backtrace");
                }
                else if (JsonArgument.Matches(name, "dead"u8))
                {
                    isFatal = JsonArgument.ReadBoolean(ref reader, "dead");
                }
                else if (JsonArgument.Matches(name, "retry_in"u8))
                {
                    retryIn = ReadSeconds(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        JsonArgument.Close(ref reader);
        if (string.IsNullOrEmpty(jobId))
        {
            return ParsedCommand.Refused("missing JID");
        }

        if (retryIn is { } seconds && !(seconds >= 0 && seconds <= FailureReport.LongestDelay.TotalSeconds))
        {
            return ParsedCommand.Refused($"retry_in must be a number of seconds from 0 to {FailureReport.LongestDelay.TotalSeconds}");
        }

        return ParsedCommand.For(new FailCommand(session, jobId, new FailureReport(
            Trim(errorType, MaxErrorTypeBytes),
            Trim(message, MaxMessageBytes),
            backtrace.Count <= MaxFrames ? backtrace : [.. backtrace.Take(MaxFrames)])
        {
            IsFatal = isFatal,
            RetryIn = retryIn is { } delay ? TimeSpan.FromSeconds(delay) : null,
        }));
    }

    /// <summary>Null for null; not a number for what is none.</summary>
    private static double? ReadSeconds(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var seconds))
        {
            return seconds;
        }

        reader.Skip();
        return double.NaN;
    }

    /// <summary>Cuts at a character, not inside one.</summary>
    private static string Trim(string? text, int maxBytes)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty)
        {
            return Unknown;
        }

        var bytes = 0;
        var length = 0;
        foreach (var rune in trimmed.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return trimmed[..length].ToString();
    }

    private static int Clamp(long? value) => (int)Math.Clamp(value ?? 0, 0, int.MaxValue);
}
