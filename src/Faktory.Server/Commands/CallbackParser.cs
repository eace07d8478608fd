using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The callback jobs of a batch: like pushed ones, except that the engine gives them their ids and their place in the tree.</summary>
internal static class CallbackParser
{
    /// <param name="reader">Stands on the callback.</param>
    /// <param name="source">What it reads.</param>
    /// <param name="kind">The callback's name, for errors.</param>
    /// <param name="now">UTC.</param>
    /// <param name="error">The rule of jobs that it breaks; null for none.</param>
    /// <returns>Null for null, and when there is an error.</returns>
    /// <exception cref="JsonException">It is no job.</exception>
    public static CallbackDraft? Read(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source, string kind, DateTime now, out string? error)
    {
        error = null;
        if (!JsonArgument.IsObject(ref reader, kind))
        {
            return null;
        }

        var job = JobFields.Read(ref reader, source, now);
        if (JobRules.CheckCallback(job) is { } broken)
        {
            error = $"{kind} callback: {broken}";
            return null;
        }

        var custom = CustomFields.Without(job.Custom.Raw, static name =>
            name.SequenceEqual("_bid"u8) || name.SequenceEqual("_cb"u8) || name.SequenceEqual("_pbid"u8));
        return new CallbackDraft
        {
            JobId = job.JobId.IsEmpty ? null : job.JobId.ToString(),
            Payload = JobPayload.Build(job, default, hasId: false, now),
            Custom = custom.IsEmpty ? null : custom.ToArray(),
        };
    }
}
