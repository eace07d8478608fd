using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-060 to C-062: BEAT and the states of a worker.</summary>
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

    [Fact]
    public async Task C_062_A_worker_silent_for_a_minute_loses_its_connections_and_its_jobs_stay_reserved()
    {
        await using var server = await ServerFixture.StartAsync();
        var observer = await server.ConnectAsync();
        var worker = await server.ConnectAsync("silent-1");
        var second = await server.ConnectAsync("silent-1");
        await worker.PushAsync(JobText.Job("heldbysilent"));
        await worker.FetchAsync();
        server.Time.Advance(TimeSpan.FromSeconds(50));
        await worker.OkAsync("""BEAT {"wid":"silent-1"}""");
        server.Time.Advance(TimeSpan.FromSeconds(50));
        await worker.OkAsync("""BEAT {"wid":"silent-1"}""");

        server.Time.Advance(TimeSpan.FromSeconds(61));

        await AssertClosedAsync(worker);
        await AssertClosedAsync(second);
        Assert.Equal("unknown worker silent-1", await observer.ErrorAsync("""BEAT {"wid":"silent-1"}"""));
        Assert.Equal(1, (await observer.InfoAsync()).Working);
    }

    /// <summary>The server cuts the connection, which reads as its end or as a reset.</summary>
    private static async Task AssertClosedAsync(FwpClient client)
    {
        try
        {
            Assert.Equal(FwpReplyKind.End, (await client.ReadAsync()).Kind);
        }
        catch (IOException)
        {
        }
    }
}
