using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-060 and C-061: BEAT and the states of a worker.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task C_060_A_known_worker_may_beat_and_an_unknown_one_is_told_so()
    {
        await using var server = await ServerFixture.StartAsync();
        var worker = await server.ConnectAsync("worker-1");

        await worker.OkAsync("""BEAT {"wid":"worker-1"}""");

        Assert.Equal("unknown worker other", await worker.ErrorAsync("""BEAT {"wid":"other"}"""));
    }

    [Fact]
    public async Task C_061_A_quiet_worker_gets_no_jobs_on_any_connection_and_never_goes_back()
    {
        await using var server = await ServerFixture.StartAsync();
        var worker = await server.ConnectAsync("worker-1");
        var second = await server.ConnectAsync("worker-1");
        await worker.PushAsync(JobText.Job("waitsalone"));

        Assert.Equal("""{"state":"quiet"}""", await worker.BulkAsync("""BEAT {"wid":"worker-1","current_state":"quiet"}"""));
        await server.FetchNothingAsync(worker, "default");
        await server.FetchNothingAsync(second, "default");
        Assert.Equal("""{"state":"terminate"}""", await worker.BulkAsync("""BEAT {"wid":"worker-1","current_state":"terminate"}"""));
        Assert.Equal("""{"state":"terminate"}""", await worker.BulkAsync("""BEAT {"wid":"worker-1","current_state":"quiet"}"""));
        Assert.Equal("""{"state":"terminate"}""", await worker.BulkAsync("""BEAT {"wid":"worker-1"}"""));

        var other = await server.ConnectAsync("worker-2");
        Assert.Equal("waitsalone", (await other.FetchAsync()).Jid());
    }
}
