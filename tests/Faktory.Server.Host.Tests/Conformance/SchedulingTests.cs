using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-025 and C-026: jobs with a time.</summary>
public sealed class SchedulingTests
{
    [Fact]
    public async Task C_025_A_job_with_a_time_to_come_waits_in_the_scheduled_set_until_then()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var worker = await server.ConnectAsync();

        await client.PushAsync(JobText.Job("scheduled1", extra: ",\"at\":\"2026-03-01T13:00:03+01:00\""));
        await server.FetchNothingAsync(worker, "default");
        Assert.Equal(1, (await client.InfoAsync()).Scheduled);

        var waiting = await ServerFixture.ParkAsync(worker, "default");
        server.Time.Advance(TimeSpan.FromSeconds(1.001));

        Assert.Equal("scheduled1", FwpCommands.Json((await waiting).Text).Jid());
        Assert.Equal(0, (await client.InfoAsync()).Scheduled);
    }

    [Fact]
    public async Task C_026_A_job_with_a_time_that_is_past_can_be_fetched_at_once()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.PushAsync(JobText.Job("pasttime1", extra: ",\"at\":\"2020-01-01T00:00:00Z\""));

        var job = await client.FetchAsync();
        Assert.Equal("pasttime1", job.Jid());
        Assert.Equal("2020-01-01T00:00:00Z", job.GetProperty("at").GetString());
        Assert.Equal(0, (await client.InfoAsync()).Scheduled);
    }
}
