using Faktory.Client;

namespace Faktory.Worker;

/// <summary>A worker's connection whose commands are measured, and which tells whether the server answers.</summary>
internal sealed class ObservedConnection(IFaktoryWorkerConnection connection, LinkTelemetry telemetry, WorkerVitals vitals) : IFaktoryWorkerConnection
{
    public string Endpoint => connection.Endpoint;

    public Task Closed => connection.Closed;

    public Task<ServerInfo> GetInfoAsync() => connection.GetInfoAsync();

    public IDisposable HoldWrites() => connection.HoldWrites();

    public ValueTask<Job?> FetchAsync(IReadOnlyList<string> queues) => telemetry.FetchAsync(connection.FetchAsync(queues));

    public ValueTask AckAsync(string jobId, byte[]? result = null) => telemetry.SettleAsync("ack", connection.AckAsync(jobId, result));

    public ValueTask FailAsync(string jobId, string errorType, string message, IReadOnlyList<string> backtrace, FailureWish wish = default) =>
        telemetry.SettleAsync("fail", connection.FailAsync(jobId, errorType, message, backtrace, wish));

    public ValueTask RequeueAsync(string jobId) => telemetry.SettleAsync("requeue", connection.RequeueAsync(jobId));

    public Task TrackAsync(string jobId, int? percent = null, string? description = null, DateTimeOffset? reserveUntil = null) =>
        connection.TrackAsync(jobId, percent, description, reserveUntil);

    public async Task<BeatAnswer> BeatAsync(WorkerOrder? state, long residentKilobytes)
    {
        var answer = await connection.BeatAsync(state, residentKilobytes);
        vitals.Beat();
        return answer;
    }

    public ValueTask CompleteWritesAsync() => connection.CompleteWritesAsync();

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
