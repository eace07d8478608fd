using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>The BATCH commands that a server answers page by page: LIST and RESULTS. The next page is asked for when the one before was read.</summary>
internal sealed class BatchPages(CommandChannel channel)
{
    public async IAsyncEnumerable<BatchStatus> ListAsync(BatchFilter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RequireAsync(FaktoryExtensions.BatchList, "list batches", "BATCH LIST", cancellationToken);
        string? after = null;
        do
        {
            var page = await AskAsync("BATCH LIST", (filter, after), WriteList, "a list of batches", cancellationToken);
            foreach (var batch in Member(page, "batches", JsonValueKind.Array).EnumerateArray())
            {
                yield return BatchStatusJson.Read(batch);
            }

            after = Next(page);
        }
        while (after is not null);
    }

    public async IAsyncEnumerable<BatchResult> GetResultsAsync(string batchId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RequireAsync(FaktoryExtensions.BatchResults, "keep what jobs result in", "BATCH RESULTS", cancellationToken);
        string? after = null;
        do
        {
            var page = await AskAsync("BATCH RESULTS", (batchId, after), WriteResults, "results of a batch", cancellationToken);
            foreach (var result in Member(page, "results", JsonValueKind.Object).EnumerateObject())
            {
                yield return new BatchResult(result.Name, result.Value);
            }

            after = Next(page);
        }
        while (after is not null);
    }

    private async Task RequireAsync(string extension, string what, string command, CancellationToken cancellationToken)
    {
        var info = await channel.GetInfoAsync(cancellationToken);
        if (!info.Extensions.Contains(extension))
        {
            throw new FaktoryException($"{channel.Endpoint} cannot {what}: it lacks the extension {command} of this project's server.");
        }
    }

    private async Task<JsonElement> AskAsync<TState>(
        string verb, TState state, Action<Utf8JsonWriter, TState> write, string what, CancellationToken cancellationToken) =>
        WireJson.ParseObject(Answers.Bulk(await channel.ExecuteAsync(CommandText.Json(Encoding.ASCII.GetBytes(verb), state, write), cancellationToken)).Span, what);

    private static JsonElement Member(JsonElement page, string name, JsonValueKind kind) =>
        page.TryGetProperty(name, out var member) && member.ValueKind == kind
            ? member
            : throw new FaktoryProtocolException($"The server sent a page without \"{name}\".");

    private static string? Next(JsonElement page) => WireJson.GetString(page, "next") is { Length: > 0 } next ? next : null;

    private static void WriteList(Utf8JsonWriter writer, (BatchFilter? Filter, string? After) page)
    {
        writer.WriteStartObject();
        WriteText(writer, "text"u8, page.Filter?.Text);
        WriteText(writer, "state"u8, StateOf(page.Filter));
        WriteText(writer, "after"u8, page.After);
        writer.WriteEndObject();
    }

    private static void WriteResults(Utf8JsonWriter writer, (string BatchId, string? After) page)
    {
        writer.WriteStartObject();
        writer.WriteString("bid"u8, page.BatchId);
        WriteText(writer, "after"u8, page.After);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            writer.WriteString(name, text);
        }
    }

    private static string? StateOf(BatchFilter? filter) => filter?.State switch
    {
        null => null,
        BatchState.Open => "open",
        BatchState.Running => "running",
        BatchState.Failing => "failing",
        BatchState.Succeeded => "succeeded",
        BatchState.Cancelled => "cancelled",
        var unknown => throw new ArgumentOutOfRangeException(nameof(filter), unknown, "There is no such batch state."),
    };
}
