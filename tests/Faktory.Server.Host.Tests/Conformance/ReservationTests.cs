using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-047 to C-049 and C-093: how long a job belongs to whoever fetched it.</summary>
public sealed class ReservationTests
{
    [Fact]
    public async Task C_047_A_job_that_nobody_settles_in_time_is_retried_and_its_late_ACK_changes_nothing()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("expires01", extra: ",\"reserve_for\":60"));
        await client.FetchAsync();

        server.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, (await client.InfoAsync()).Working);
        server.Time.Advance(TimeSpan.FromSeconds(16));

        var info = await Eventually.InfoAsync(client, info => info.Retries == 1, "the expiry of the reservation");
        Assert.Equal([0L, 1L, 1L], [info.Working, info.Processed, info.Failures]);
        await client.AckAsync("expires01");
        Assert.Equal("Job not found expires01", await client.ErrorAsync("""FAIL {"jid":"expires01"}"""));
        info = await client.InfoAsync();
        Assert.Equal([1L, 1L, 1L], [info.Retries, info.Processed, info.Failures]);
        await client.RequeueRetriesAsync();
        var failure = (await client.FetchAsync()).GetProperty("failure");
        Assert.Equal("ReservationExpired", failure.GetProperty("errtype").GetString());
        Assert.Equal("Faktory job reservation expired", failure.GetProperty("message").GetString());
    }

    [Fact]
    public async Task C_048_A_reservation_lasts_a_minute_at_least()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("shortres1", extra: ",\"reserve_for\":5"));
        await client.FetchAsync();

        server.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, (await client.InfoAsync()).Working);
        server.Time.Advance(TimeSpan.FromSeconds(16));

        await Eventually.InfoAsync(client, info => info is { Working: 0, Retries: 1 }, "the expiry of the reservation");
    }

    [Fact]
    public async Task C_049_A_reservation_survives_a_restart_of_the_server()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("survives1"));
        await client.FetchAsync();

        await server.RestartAsync();

        client = await server.ConnectAsync();
        Assert.Equal(1, (await client.InfoAsync()).Working);
        await client.AckAsync("survives1");
        var info = await client.InfoAsync();
        Assert.Equal([0L, 1L, 0L], [info.Working, info.Processed, info.Failures]);
    }

    [Fact]
    public async Task C_093_A_member_whose_reservation_expires_was_executed_and_its_retry_completes_success()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"), complete: JobText.Callback("complete"));
        await client.PushAsync(JobText.Job("memberslow", bid: bid, extra: ",\"reserve_for\":60"));
        await client.CommitAsync(bid);
        await client.FetchAsync();

        server.Time.Advance(TimeSpan.FromSeconds(75));
        await Eventually.InfoAsync(client, info => info.Queue("complete") == 1, "the expiry of the reservation");

        var expired = await client.StatusAsync(bid);
        Assert.Equal("complete 1, success -", expired.Callbacks);
        Assert.Equal([1L, 1L], [expired.Pending, expired.Failed]);
        await client.RunAsync("complete");
        await client.RequeueRetriesAsync();
        await client.RunAsync();
        var done = await client.StatusAsync(bid);
        Assert.Equal("complete 2, success 1", done.Callbacks);
        Assert.Equal([0L, 0L], [done.Pending, done.Failed]);
    }
}
