using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>TRACK GET and TRACK SET (BEHAVIOUR 4.3).</summary>
internal sealed class Tracking(JobTable jobs)
{
    public Reply Get(string jobId) => JsonReply.Of((jobId, jobs.Tracks.Find(JobHash.Of(jobId))), static (writer, track) => Write(writer, track.jobId, track.Item2));

    /// <summary>What is not given stays. Of a job that is not tracked only the reservation changes.</summary>
    public Reply Set(TrackSetCommand command)
    {
        var job = JobHash.Of(command.JobId);
        if (jobs.Index.OldestWorking(job) is { } entry && command.ReserveUntil > jobs.DueAt(entry))
        {
            jobs.Extend(entry, command.ReserveUntil.Value);
        }

        if (jobs.Tracks.Touch(job, jobs.Index.First(job)) is { } record)
        {
            record.Percent = command.Percent ?? record.Percent;
            record.Description = command.Description ?? record.Description;
        }

        return Reply.Ok;
    }

    private static void Write(Utf8JsonWriter writer, string jobId, TrackRecord? record)
    {
        writer.WriteStartObject();
        writer.WriteString("jid", jobId);
        writer.WriteString("state", record?.State ?? "unknown");
        writer.WriteString("updated_at", record is null ? "" : WireTime.Format(record.UpdatedAt));
        if (record?.Percent is { } percent)
        {
            writer.WriteNumber("percent", percent);
        }

        if (record?.Description is { } description)
        {
            writer.WriteString("desc", description);
        }

        writer.WriteEndObject();
    }
}
