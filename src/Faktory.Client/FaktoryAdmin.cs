using System.Text.Json;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>Operates a server over the client's connection.</summary>
internal sealed class FaktoryAdmin(CommandChannel channel) : IFaktoryAdmin
{
    public async Task<ServerInfo> GetInfoAsync(CancellationToken cancellationToken = default) =>
        ServerInfoJson.Read(Answers.Bulk(await channel.ExecuteAsync(CommandText.Info, cancellationToken)));

    public Task PauseAsync(string queue, CancellationToken cancellationToken = default) => ChangeQueueAsync("PAUSE", queue, cancellationToken);

    public Task ResumeAsync(string queue, CancellationToken cancellationToken = default) => ChangeQueueAsync("RESUME", queue, cancellationToken);

    public Task RemoveQueueAsync(string queue, CancellationToken cancellationToken = default) => ChangeQueueAsync("REMOVE", queue, cancellationToken);

    public async Task MutateAsync(JobMutation mutation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mutation);
        Answers.Ok(await channel.ExecuteAsync(CommandText.JsonWithoutSpaces("MUTATE"u8, mutation, Write), cancellationToken));
    }

    public async Task FlushAsync(CancellationToken cancellationToken = default) =>
        Answers.Ok(await channel.ExecuteAsync(CommandText.Flush, cancellationToken));

    private async Task ChangeQueueAsync(string subcommand, string queue, CancellationToken cancellationToken) =>
        Answers.Ok(await channel.ExecuteAsync(CommandText.Words("QUEUE"u8, subcommand, queue), cancellationToken));

    private static void Write(Utf8JsonWriter writer, JobMutation mutation)
    {
        writer.WriteStartObject();
        writer.WriteString("cmd"u8, mutation.Action switch
        {
            JobMutationAction.Kill => "kill"u8,
            JobMutationAction.Discard => "discard"u8,
            JobMutationAction.Requeue => "requeue"u8,
            _ => "clear"u8,
        });
        writer.WriteString("target"u8, mutation.Target switch
        {
            JobSet.Scheduled => "scheduled"u8,
            JobSet.Retries => "retries"u8,
            _ => "dead"u8,
        });
        if (mutation.JobIds.Count > 0)
        {
            writer.WriteStartObject("filter"u8);
            writer.WriteStartArray("jids"u8);
            foreach (var id in mutation.JobIds)
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        else if (mutation.JobType is not null || mutation.Pattern is not null)
        {
            writer.WriteStartObject("filter"u8);
            WriteText(writer, "jobtype"u8, mutation.JobType);
            WriteText(writer, "regexp"u8, mutation.Pattern);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
