using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The job of a cron entry: read as PUSH would read it, except that each push gives it an id and its time of creation.</summary>
internal static class CronJobParser
{
    /// <param name="json">A job as PUSH takes it, without an id.</param>
    /// <param name="error">The rule of jobs that it breaks; null for none.</param>
    /// <returns>Null when there is an error.</returns>
    public static CronJob? Parse(ReadOnlySpan<byte> json, out string? error)
    {
        try
        {
            var reader = JsonArgument.Open(json);
            var job = JobFields.Read(ref reader, json, DateTime.UnixEpoch);
            JsonArgument.Close(ref reader);
            error = JobRules.CheckCallback(job);
            return error is null ? Job(job) : null;
        }
        catch (JsonException exception)
        {
            error = JsonArgument.Describe(exception);
            return null;
        }
    }

    private static CronJob Job(in JobFields job) => new()
    {
        Queue = job.Queue.IsEmpty ? "default" : job.Queue.ToString(),
        Payload = JobPayload.Build(job, job.Custom.Raw, hasId: false, DateTime.UnixEpoch),
        Retry = job.Retry ?? JobPayload.DefaultRetry,
        ReserveFor = job.ReserveFor,
        BatchId = job.Custom.BatchId,
        Lifetime = job.Custom.Terms.Lifetime,
        HasTerms = job.Custom.Terms.IsAny,
    };
}
