using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-039 to C-044: what becomes of a job that failed.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task C_039_The_first_failure_is_told_with_the_retry()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("failsonce", retry: 5));
        await client.FetchAsync();

        await client.FailAsync("failsonce", "out of paper", "PrinterError");

        Assert.Equal(1, (await client.InfoAsync()).Retries);
        await client.OkAsync("""MUTATE {"cmd":"requeue","target":"retries","filter":{"jids":["failsonce"]}}""");
        var failure = (await client.FetchAsync()).GetProperty("failure");
        Assert.Equal(0, failure.GetProperty("retry_count").GetInt32());
        Assert.Equal(5, failure.GetProperty("remaining").GetInt32());
        Assert.Equal("2026-03-01T12:00:00Z", failure.GetProperty("failed_at").GetString());
        Assert.Equal("out of paper", failure.GetProperty("message").GetString());
        Assert.Equal("PrinterError", failure.GetProperty("errtype").GetString());
        Assert.InRange(SecondsUntilRetry(failure, server), 15, 44);
        Assert.False(failure.TryGetProperty("backtrace", out _));
    }

    [Fact]
    public async Task A_failure_may_say_when_to_retry_or_that_there_is_no_use_in_it()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushManyAsync([JobText.Job("ratelimit"), JobText.Job("hopeless1")]);
        await client.FetchAsync();
        await client.FetchAsync();

        await client.OkAsync("""FAIL {"jid":"ratelimit","errtype":"E","message":"m","retry_in":7200}""");
        await client.OkAsync("""FAIL {"jid":"hopeless1","errtype":"E","message":"m","dead":true}""");

        var info = await client.InfoAsync();
        Assert.Equal([1L, 1L], [info.Retries, info.Dead]);
        await client.RequeueRetriesAsync();
        Assert.Equal(7200, SecondsUntilRetry((await client.FetchAsync()).GetProperty("failure"), server));
        Assert.Equal("retry_in must be a number of seconds from 0 to 31536000", await client.ErrorAsync("""FAIL {"jid":"ratelimit","retry_in":-1}"""));
    }

    [Fact]
    public async Task C_040_The_second_failure_counts_on_and_keeps_the_time_of_the_first()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("failstwice", retry: 5));
        await client.RunAndFailAsync();
        server.Time.Advance(TimeSpan.FromSeconds(5));
        await client.RequeueRetriesAsync();
        await client.FetchAsync();

        await client.FailAsync("failstwice", "out of ink");

        await client.RequeueRetriesAsync();
        var failure = (await client.FetchAsync()).GetProperty("failure");
        Assert.Equal(1, failure.GetProperty("retry_count").GetInt32());
        Assert.Equal(4, failure.GetProperty("remaining").GetInt32());
        Assert.Equal("2026-03-01T12:00:00Z", failure.GetProperty("failed_at").GetString());
        Assert.Equal("out of ink", failure.GetProperty("message").GetString());
    }

    [Fact]
    public async Task C_041_A_job_whose_retries_are_used_up_is_dead()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("oneretry1", retry: 1));

        await client.RunAndFailAsync();
        await client.RequeueRetriesAsync();
        await client.RunAndFailAsync();

        var info = await client.InfoAsync();
        Assert.Equal([1L, 0L], [info.Dead, info.Retries]);
    }

    [Fact]
    public async Task C_042_A_job_without_retries_is_gone_and_counted()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("noretries", retry: 0));

        await client.RunAndFailAsync();

        var info = await client.InfoAsync();
        Assert.Equal(0, info.Live);
        Assert.Equal(1, info.Failures);
    }

    [Fact]
    public async Task C_043_A_job_with_retry_minus_one_dies_with_its_first_failure()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("diesfirst", retry: -1));

        await client.RunAndFailAsync();

        var info = await client.InfoAsync();
        Assert.Equal([1L, 0L], [info.Dead, info.Retries]);
    }

    [Fact]
    public async Task C_044_The_wait_before_a_retry_grows_with_the_fourth_power_of_the_count()
    {
        const int jobs = 20;
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushManyAsync(Enumerable.Range(0, jobs).Select(n => JobText.Job($"backoff{n:00}")));
        for (var count = 0; count < 5; count++)
        {
            for (var n = 0; n < jobs; n++)
            {
                var job = await client.RunAndFailAsync();
                if (count > 0)
                {
                    AssertWait(job.GetProperty("failure"), count - 1, server);
                }
            }

            await client.RequeueRetriesAsync();
        }
    }

    private static void AssertWait(JsonElement failure, int count, ServerFixture server)
    {
        Assert.Equal(count, failure.GetProperty("retry_count").GetInt32());
        var shortest = (count * count * count * count) + 15;
        Assert.InRange(SecondsUntilRetry(failure, server), shortest, shortest + (29 * (count + 1)));
    }

    private static double SecondsUntilRetry(JsonElement failure, ServerFixture server) =>
        (failure.GetProperty("next_at").GetDateTimeOffset() - server.Time.GetUtcNow()).TotalSeconds;
}
