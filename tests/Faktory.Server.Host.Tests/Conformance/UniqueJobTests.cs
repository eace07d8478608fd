using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-096 and C-097: no second job of the same type, arguments and queue.</summary>
public sealed class UniqueJobTests
{
    private const string NotUnique = "-NOTUNIQUE Job not unique";

    [Fact]
    public async Task C_096_A_second_push_of_a_unique_job_is_refused_until_the_first_is_acknowledged()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.PushAsync(Unique("unique01"));
        Assert.Equal(NotUnique, await PushAgainAsync(client, Unique("unique02")));
        await client.PushAsync(Unique("unique03", args: "[2]"));
        await client.PushAsync(Unique("unique04", queue: "other"));
        await client.PushAsync(JobText.Job("ordinary1"));

        await client.FetchAsync();
        Assert.Equal(NotUnique, await PushAgainAsync(client, Unique("unique02")));
        await client.AckAsync("unique01");
        await client.PushAsync(Unique("unique02"));
    }

    [Fact]
    public async Task C_096_In_a_PUSHB_the_value_tells_the_code_too()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        var refused = await client.BulkAsync($"PUSHB [{Unique("unique01")},{Unique("unique02")}]");

        Assert.Equal("""{"unique02":"NOTUNIQUE Job not unique"}""", refused);
        Assert.Equal(1, (await client.InfoAsync()).Queue("default"));
    }

    [Fact]
    public async Task C_096_A_lock_ends_after_its_time()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(Unique("unique01", terms: "\"unique_for\":3"));
        server.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(NotUnique, await PushAgainAsync(client, Unique("unique02")));

        server.Time.Advance(TimeSpan.FromSeconds(0.1));

        await client.PushAsync(Unique("unique02"));
    }

    [Fact]
    public async Task C_096_A_lock_survives_a_restart_of_the_server()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(Unique("unique01"));
        await client.PushAsync(Unique("released", args: "[2]"));
        await client.FetchAsync();
        await client.RunAsync();

        await server.RestartAsync();

        client = await server.ConnectAsync();
        Assert.Equal(NotUnique, await PushAgainAsync(client, Unique("unique02")));
        await client.PushAsync(Unique("again001", args: "[2]"));
        await client.AckAsync("unique01");
        await client.PushAsync(Unique("unique02"));
    }

    [Fact]
    public async Task C_096_A_time_as_a_string_is_refused()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal(
            "custom.unique_for must be a number of seconds from 0 on, such as 600 or 0.5, and no string",
            await client.ErrorAsync("PUSH " + Unique("unique01", terms: "\"unique_for\":\"600\"")));
    }

    [Fact]
    public async Task C_097_A_lock_until_the_start_ends_with_the_FETCH()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        const string untilStart = "\"unique_for\":600,\"unique_until\":\"start\"";
        await client.PushAsync(Unique("unique01", terms: untilStart));
        Assert.Equal(NotUnique, await PushAgainAsync(client, Unique("unique02", terms: untilStart)));

        await client.FetchAsync();

        await client.PushAsync(Unique("unique02", terms: untilStart));
    }

    [Fact]
    public async Task C_097_A_failed_job_keeps_its_lock_and_its_retry_still_runs()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(Unique("unique01"));
        await client.RunAndFailAsync();
        Assert.Equal(NotUnique, await PushAgainAsync(client, Unique("unique02")));

        await client.RequeueRetriesAsync();

        Assert.Equal("unique01", (await client.RunAsync()).Jid());
        await client.PushAsync(Unique("unique02"));
    }

    private static async Task<string> PushAgainAsync(FwpClient client, string job) => (await client.CallAsync("PUSH " + job)).ToString();

    private static string Unique(string jobId, string args = "[1]", string queue = "default", string terms = "\"unique_for\":600") =>
        $$$"""{"jid":"{{{jobId}}}","jobtype":"Work","args":{{{args}}},"queue":"{{{queue}}}","custom":{{{{terms}}}}}""";
}
