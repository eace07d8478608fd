using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>ACK and REQUEUE: what a worker says of one running job.</summary>
internal static class ReportParser
{
    public static ParsedCommand ParseAck(Session session, ReadOnlySpan<byte> argument)
    {
        try
        {
            return ReadJob(argument, out _) is { } job
                ? ParsedCommand.For(new AckCommand(session, job))
                : ParsedCommand.Refused("invalid ACK " + CommandParser.Echo(argument));
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
            return ReadJob(argument, out var jobId) is not null
                ? ParsedCommand.For(new RequeueCommand(session, jobId.ToString()))
                : ParsedCommand.Refused("missing JID");
        }
        catch (JsonException)
        {
            return ParsedCommand.Refused("invalid REQUEUE " + CommandParser.Echo(argument));
        }
    }

    /// <summary>An object of strings, as on real servers; null when it names no job.</summary>
    private static JobHash? ReadJob(ReadOnlySpan<byte> argument, out JsonText jobId)
    {
        jobId = default;
        JobHash? job = null;
        var reader = JsonArgument.Open(argument);
        if (JsonArgument.IsObject(ref reader, "the argument"))
        {
            while (JsonArgument.NextProperty(ref reader, out var name))
            {
                var value = JsonText.Read(ref reader, argument, "a value");
                if (name.SequenceEqual("jid"u8))
                {
                    jobId = value;
                    job = JobHash.Of(value.Value);
                }
            }
        }

        JsonArgument.Close(ref reader);
        return job;
    }
}
