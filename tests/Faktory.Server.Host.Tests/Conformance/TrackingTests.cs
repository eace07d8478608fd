using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-099 and C-100: what others may ask of a job, and how its worker asks for more time.</summary>
public sealed class TrackingTests
{
    [Fact]
    public async Task C_099_A_tracked_job_tells_its_state_and_keeps_what_its_worker_said()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(Tracked("tracked1"));
        Assert.Equal("""{"jid":"tracked1","state":"enqueued","updated_at":"2026-03-01T12:00:00Z"}""", await client.BulkAsync("TRACK GET tracked1"));

        await client.FetchAsync();
        Assert.Equal("working", await StateAsync(client, "tracked1"));
        await client.OkAsync("""TRACK SET {"jid":"tracked1","percent":33,"desc":"a third"}""");
        await client.AckAsync("tracked1");

        Assert.Equal(
            """{"jid":"tracked1","state":"success","updated_at":"2026-03-01T12:00:00Z","percent":33,"desc":"a third"}""",
            await client.BulkAsync("TRACK GET tracked1"));
    }

    [Fact]
    public async Task C_099_A_job_that_fails_is_failed_and_one_that_is_not_tracked_is_unknown()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(Tracked("tracked1"));
        await client.RunAndFailAsync();
        await client.PushAsync(JobText.Job("untracked"));

        Assert.Equal("failed", await StateAsync(client, "tracked1"));
        Assert.Equal("""{"jid":"untracked","state":"unknown","updated_at":""}""", await client.BulkAsync("TRACK GET untracked"));
        Assert.Equal("missing JID", await client.ErrorAsync("""TRACK SET {"percent":3}"""));
    }

    [Fact]
    public async Task C_099_The_state_of_a_live_job_survives_a_restart_of_the_server()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(Tracked("tracked1"));
        await client.FetchAsync();

        await server.RestartAsync();

        Assert.Equal("working", await StateAsync(await server.ConnectAsync(), "tracked1"));
    }

    [Theory]
    [InlineData("2026-03-01T12:10:00Z", 1)]
    [InlineData("2026-03-01T12:00:30Z", 0)]
    public async Task C_100_A_reservation_may_be_made_longer_and_not_shorter(string until, long working)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("longwork1", extra: ",\"reserve_for\":60,\"custom\":{\"track\":1}"));
        await client.FetchAsync();

        await client.OkAsync($$"""TRACK SET {"jid":"longwork1","reserve_until":"{{until}}"}""");
        server.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, (await client.InfoAsync()).Working);
        server.Time.Advance(TimeSpan.FromSeconds(16));

        await Eventually.InfoAsync(client, info => info.Working == working, "the reservation's end or its going on");
    }

    private static async Task<string?> StateAsync(FwpClient client, string jobId) =>
        FwpCommands.Json(await client.BulkAsync("TRACK GET " + jobId)).GetProperty("state").GetString();

    private static string Tracked(string jobId) => JobText.Job(jobId, extra: ",\"custom\":{\"track\":1}");
}
