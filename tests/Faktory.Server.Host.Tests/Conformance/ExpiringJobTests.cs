using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-098: jobs that are not worth running after their time.</summary>
public sealed class ExpiringJobTests
{
    [Theory]
    [InlineData("\"expires_at\":\"2026-03-01T12:00:03Z\"")]
    [InlineData("\"expires_in\":3")]
    public async Task C_098_A_job_that_expired_is_dropped_at_the_FETCH(string term)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(Expiring("expired1", term));
        server.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, (await client.InfoAsync()).Queue("default"));

        await server.FetchNothingAsync(client, "default");

        var info = await client.InfoAsync();
        Assert.Equal([0L, 0L, 0L], [info.Queue("default"), info.Processed, info.Failures]);
    }

    [Theory]
    [InlineData("\"expires_at\":\"2026-03-01T12:00:03Z\"")]
    [InlineData("\"expires_in\":3")]
    public async Task C_098_A_job_that_is_fetched_in_time_runs(string term)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(Expiring("intime01", term));

        Assert.Equal("intime01", (await client.RunAsync()).Jid());
    }

    [Fact]
    public async Task C_098_An_expired_job_does_not_hold_up_the_next_also_after_a_restart()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(Expiring("expired1", "\"expires_in\":3"));
        await client.PushAsync(JobText.Job("alive001"));
        server.Time.Advance(TimeSpan.FromSeconds(6));

        await server.RestartAsync();

        client = await server.ConnectAsync();
        Assert.Equal("alive001", (await client.FetchAsync()).Jid());
    }

    [Fact]
    public async Task C_098_What_is_no_time_is_refused()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.StartsWith("custom.expires_at must be", await client.ErrorAsync("PUSH " + Expiring("wrong001", "\"expires_at\":\"soon\"")), StringComparison.Ordinal);
        Assert.StartsWith("custom.expires_in must be", await client.ErrorAsync("PUSH " + Expiring("wrong001", "\"expires_in\":\"5m\"")), StringComparison.Ordinal);
    }

    private static string Expiring(string jobId, string term) => JobText.Job(jobId, extra: $",\"custom\":{{{term}}}");
}
