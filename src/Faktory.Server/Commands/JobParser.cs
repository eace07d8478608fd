using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>PUSH and PUSHB.</summary>
internal static class JobParser
{
    private const string DefaultQueue = "default";

    /// <exception cref="JsonException">The argument is no job.</exception>
    public static ParsedCommand ParsePush(Session session, ReadOnlySpan<byte> argument, DateTime now)
    {
        var reader = JsonArgument.Open(argument);
        var job = JobFields.Read(ref reader, argument, now);
        JsonArgument.Close(ref reader);
        return JobRules.Check(job, out var at) is { } error
            ? ParsedCommand.Refused(error)
            : ParsedCommand.For(new PushCommand(session, Draft(job, job.Custom.Raw, at, now)));
    }

    /// <exception cref="JsonException">The argument is no array of jobs.</exception>
    public static ParsedCommand ParsePushMany(Session session, ReadOnlySpan<byte> argument, DateTime now)
    {
        var jobs = new List<JobDraft>();
        var refused = new Dictionary<string, string>();
        var reader = JsonArgument.Open(argument);
        if (JsonArgument.IsArray(ref reader, "the argument"))
        {
            while (JsonArgument.NextElement(ref reader))
            {
                var job = JobFields.Read(ref reader, argument, now);
                if (JobRules.Check(job, out var at) is { } error)
                {
                    refused[job.JobId.ToString()] = error;
                }
                else
                {
                    jobs.Add(Draft(job, job.Custom.Raw, at, now));
                }
            }
        }

        JsonArgument.Close(ref reader);
        return ParsedCommand.For(new PushManyCommand(session, jobs, refused));
    }

    /// <param name="job">Validated.</param>
    /// <param name="custom">What stands for its custom object; empty for none.</param>
    /// <param name="at">Its time.</param>
    /// <param name="now">UTC.</param>
    public static JobDraft Draft(in JobFields job, ReadOnlySpan<byte> custom, DateTime? at, DateTime now)
    {
        var payload = JobPayload.Build(job, custom, hasId: true, now);
        if (job.Custom.Terms.Lifetime is { } lifetime)
        {
            payload = PayloadEditor.ExpiringAt(payload, now + lifetime);
        }

        return new JobDraft
        {
            JobId = job.JobId.ToString(),
            Hash = JobHash.Of(job.JobId.Value),
            Queue = QueueName(job.Queue),
            Payload = payload,
            Retry = job.Retry ?? JobPayload.DefaultRetry,
            ReserveFor = job.ReserveFor,
            At = at,
            BatchId = job.Custom.BatchId,
            Failure = job.Failure,
            IsResend = job.IsResend,
            Terms = job.Custom.Terms.IsAny ? JobTermsReader.Read(payload) : null,
        };
    }

    private static string QueueName(JsonText queue) =>
        queue.IsEmpty || queue.Value.SequenceEqual(JobPayload.DefaultQueue) ? DefaultQueue : queue.ToString();
}
