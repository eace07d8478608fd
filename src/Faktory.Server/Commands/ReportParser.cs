using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>ACK and REQUEUE: what a worker says of one running job.</summary>
internal static class ReportParser
{
    /// <summary>A result may have so many bytes: it is held in memory until it is durable.</summary>
    public const int MaxResultBytes = 64 * 1024;

    /// <summary>What writers of JSON go to by default, and readers of a page with some to spare.</summary>
    private const int MaxResultDepth = 64;

    public static ParsedCommand ParseAck(Session session, ReadOnlySpan<byte> argument)
    {
        try
        {
            if (ReadJob(argument, out var jobId, out var result) is not { } job)
            {
                return ParsedCommand.Refused("invalid ACK " + CommandParser.Echo(argument));
            }

            if (result is null)
            {
                return ParsedCommand.For(new AckCommand(session, job));
            }

            return WrongWith(result) is { } wrong
                ? ParsedCommand.Refused($"the result of job {CommandParser.Echo(jobId.Value)} {wrong}; the job is not acknowledged")
                : ParsedCommand.For(new AckCommand(session, job, new JobResult(jobId.ToString(), result)));
        }
        catch (JsonException)
        {
            return ParsedCommand.Refused("invalid ACK " + CommandParser.Echo(argument));
        }
    }

    public static ParsedCommand ParseRequeue(Session session, ReadOnlySpan<byte> argument)
    {
        try
        {
            return ReadJob(argument, out var jobId, out _) is not null
                ? ParsedCommand.For(new RequeueCommand(session, jobId.ToString()))
                : ParsedCommand.Refused("missing JID");
        }
        catch (JsonException)
        {
            return ParsedCommand.Refused("invalid REQUEUE " + CommandParser.Echo(argument));
        }
    }

    /// <summary>An object of strings, as on real servers; null when it names no job.</summary>
    private static JobHash? ReadJob(ReadOnlySpan<byte> argument, out JsonText jobId, out byte[]? result)
    {
        jobId = default;
        result = null;
        JobHash? job = null;
        var reader = JsonArgument.Open(argument);
        if (JsonArgument.IsObject(ref reader, "the argument"))
        {
            while (JsonArgument.NextProperty(ref reader, out var name))
            {
                var isNull = reader.TokenType == JsonTokenType.Null;
                var value = JsonText.Read(ref reader, argument, "a value");
                if (name.SequenceEqual("jid"u8))
                {
                    jobId = value;
                    job = JobHash.Of(value.Value);
                }
                else if (name.SequenceEqual("result"u8) && !isNull)
                {
                    result = value.Value.ToArray();
                }
            }
        }

        JsonArgument.Close(ref reader);
        return job;
    }

    private static string? WrongWith(byte[] result)
    {
        if (result.Length > MaxResultBytes)
        {
            return $"has {result.Length} bytes, and at most {MaxResultBytes} are kept";
        }

        try
        {
            // Half of a surrogate pair, escaped, is JSON by its grammar and breaks whoever reads the page as text.
            var reader = new Utf8JsonReader(result, new JsonReaderOptions { MaxDepth = MaxResultDepth });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    JsonArgument.Unescape(ref reader, "it");
                }
            }

            return null;
        }
        catch (JsonException exception)
        {
            return "is no JSON: " + JsonArgument.Describe(exception);
        }
    }
}
