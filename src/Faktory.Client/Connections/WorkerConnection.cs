using System.Text.Json;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>The commands of a worker on one connection.</summary>
internal sealed class WorkerConnection(ServerConnection connection, WorkerIdentity identity) : IFaktoryWorkerConnection
{
    private readonly Hold _hold = new(connection);
    private FetchCommand? _lastFetch;

    public string Endpoint => connection.Endpoint;

    public Task Closed => connection.Closed;

    public Task<ServerInfo> GetInfoAsync() => connection.GetInfoAsync();

    public IDisposable HoldWrites()
    {
        connection.HoldWrites();
        return _hold;
    }

    public ValueTask<Job?> FetchAsync(IReadOnlyList<string> queues) => connection.SendForJobAsync(Fetch(queues));

    public ValueTask AckAsync(string jobId, byte[]? result = null) => result is null
        ? JsonCommandBuffer.Send("ACK"u8, jobId, WriteJobId, connection, static (to, command) => to.SendForOkAsync(command))
        : connection.SendForOkAsync(CommandText.Json("ACK"u8, (jobId, result), static (writer, done) =>
        {
            writer.WriteStartObject();
            writer.WriteString("jid"u8, done.jobId);
            writer.WriteString("result"u8, done.result);
            writer.WriteEndObject();
        }));

    public ValueTask RequeueAsync(string jobId) => connection.SendForOkAsync(CommandText.Json("REQUEUE"u8, jobId, WriteJobId));

    public ValueTask FailAsync(string jobId, string errorType, string message, IReadOnlyList<string> backtrace, FailureWish wish = default) =>
        connection.SendForOkAsync(CommandText.Json("FAIL"u8, (jobId, errorType, message, backtrace, wish), static (writer, failure) =>
        {
            writer.WriteStartObject();
            writer.WriteString("jid"u8, failure.jobId);
            writer.WriteString("errtype"u8, failure.errorType);
            writer.WriteString("message"u8, failure.message);
            writer.WriteStartArray("backtrace"u8);
            foreach (var line in failure.backtrace)
            {
                writer.WriteStringValue(line);
            }

            writer.WriteEndArray();
            WriteWish(writer, failure.wish);
            writer.WriteEndObject();
        }));

    public async Task<BeatAnswer> BeatAsync(WorkerOrder? state, long residentKilobytes)
    {
        var reply = await connection.SendAsync(CommandText.Json("BEAT"u8, (identity.Wid, state, residentKilobytes), static (writer, beat) =>
        {
            writer.WriteStartObject();
            writer.WriteString("wid"u8, beat.Wid);
            if (beat.state is WorkerOrder.Quiet or WorkerOrder.Terminate)
            {
                writer.WriteString("current_state"u8, beat.state == WorkerOrder.Quiet ? "quiet"u8 : "terminate"u8);
            }

            writer.WriteNumber("rss_kb"u8, beat.residentKilobytes);
            writer.WriteEndObject();
        }));
        return reply.IsOk ? BeatAnswer.Run : ReadAnswer(Answers.Bulk(reply));
    }

    public Task TrackAsync(string jobId, int? percent = null, string? description = null, DateTimeOffset? reserveUntil = null) =>
        ExpectOkAsync(CommandText.Json("TRACK SET"u8, (jobId, percent, description, reserveUntil), static (writer, track) =>
        {
            writer.WriteStartObject();
            writer.WriteString("jid"u8, track.jobId);
            if (track.percent is { } percent)
            {
                writer.WriteNumber("percent"u8, percent);
            }

            if (track.description is { } description)
            {
                writer.WriteString("desc"u8, description);
            }

            WireTime.Write(writer, "reserve_until"u8, track.reserveUntil);
            writer.WriteEndObject();
        }));

    public ValueTask CompleteWritesAsync() => connection.CompleteWritesAsync();

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    // Queues in strict order are the same list each time.
    private byte[] Fetch(IReadOnlyList<string> queues)
    {
        var last = Volatile.Read(ref _lastFetch);
        if (last?.Queues != queues)
        {
            last = new FetchCommand(queues, CommandText.Words("FETCH"u8, [.. queues]));
            Volatile.Write(ref _lastFetch, last);
        }

        return last.Bytes;
    }

    private static BeatAnswer ReadAnswer(ReadOnlyMemory<byte> json)
    {
        var answer = WireJson.ParseObject(json.Span, "an answer to BEAT");
        var order = WireJson.GetString(answer, "state") switch
        {
            "quiet" => WorkerOrder.Quiet,
            "terminate" => WorkerOrder.Terminate,
            _ => WorkerOrder.Run,
        };
        return new BeatAnswer(order, WireJson.GetStrings(answer, "cancel"));
    }

    private static void WriteWish(Utf8JsonWriter writer, FailureWish wish)
    {
        if (wish.IsDead)
        {
            writer.WriteBoolean("dead"u8, true);
        }

        if (wish.RetryIn is { } delay)
        {
            writer.WriteNumber("retry_in"u8, delay.TotalSeconds);
        }
    }

    private static void WriteJobId(Utf8JsonWriter writer, string jobId)
    {
        writer.WriteStartObject();
        writer.WriteString("jid"u8, jobId);
        writer.WriteEndObject();
    }

    // A handler may wait for it, and take its time afterwards.
    private async Task ExpectOkAsync(byte[] command) => Answers.Ok(await connection.SendAsync(command));

    private sealed record FetchCommand(IReadOnlyList<string> Queues, byte[] Bytes);

    private sealed class Hold(ServerConnection connection) : IDisposable
    {
        public void Dispose() => connection.ReleaseWrites();
    }
}
