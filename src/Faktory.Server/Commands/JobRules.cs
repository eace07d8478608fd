using System.Buffers;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The rules of PUSH, in the order of BEHAVIOUR 2.2; the queue name is checked last, at the push already.</summary>
internal static class JobRules
{
    private const int MinJobIdBytes = 8;
    private const int MaxReserveForSeconds = 24 * 60 * 60;
    private const string TimeLayout = "2006-01-02T15:04:05.999999999Z07:00";

    private static readonly SearchValues<byte> QueueCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"u8);

    /// <summary>The first rule that the job breaks, as error text; null when it breaks none.</summary>
    public static string? Check(in JobFields job, out DateTime? at)
    {
        at = null;
        if (job.JobId.Value.Length < MinJobIdBytes)
        {
            return "jobs must have a reasonable jid parameter";
        }

        return Check(job, lacksArgs: job.Args.IsEmpty, out at);
    }

    /// <summary>The rules of a callback: those of PUSH except for the job id; the arguments may be left out.</summary>
    public static string? CheckCallback(in JobFields job) => Check(job, lacksArgs: false, out _);

    private static string? Check(in JobFields job, bool lacksArgs, out DateTime? at)
    {
        at = null;
        if (job.JobType.IsEmpty)
        {
            return "jobs must have a jobtype parameter";
        }

        if (lacksArgs)
        {
            return "jobs must have an args parameter";
        }

        if (job.ReserveFor > MaxReserveForSeconds)
        {
            return "jobs cannot be reserved for more than one day";
        }

        return CheckTime(job.At, out at) ?? CheckQueue(job.Queue) ?? job.Custom.Terms.Error;
    }

    private static string? CheckTime(JsonText text, out DateTime? at)
    {
        at = null;
        if (text.IsEmpty)
        {
            return null;
        }

        if (WireTime.TryParse(text.ToString(), out var time))
        {
            at = time;
            return null;
        }

        // The wording is the one of the real server, because clients show it to people who search for it.
        var value = CommandParser.Echo(text.Value);
        return $"invalid timestamp for 'at': \"{value}\": parsing time \"{value}\" as \"{TimeLayout}\": cannot parse \"{value}\" as \"2006\"";
    }

    private static string? CheckQueue(JsonText queue) => queue.Value.ContainsAnyExcept(QueueCharacters)
        ? $"cannot get \"{CommandParser.Echo(queue.Value)}\" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z"
        : null;
}
