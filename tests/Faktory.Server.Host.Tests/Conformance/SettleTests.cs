using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-036 to C-038 and C-045 to C-046: the words of ACK and FAIL.</summary>
public sealed class SettleTests
{
    [Fact]
    public async Task C_036_An_ACK_of_an_unknown_job_is_welcome_and_counts_nothing()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.AckAsync("nosuchjob1");

        var info = await client.InfoAsync();
        Assert.Equal([0L, 0L], [info.Processed, info.Failures]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("xx")]
    [InlineData("""{"jid":1}""")]
    [InlineData("""{"jid":"wordsofack","n":1}""")]
    public async Task C_037_An_ACK_that_names_no_job_is_refused(string argument)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("invalid ACK " + argument, await client.ErrorAsync("ACK " + argument));
    }

    [Fact]
    public async Task C_038_A_FAIL_of_an_unknown_job_says_that_it_was_not_found_and_one_without_an_id_that_it_is_missing()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("Job not found nosuchjob1", await client.ErrorAsync("""FAIL {"jid":"nosuchjob1"}"""));
        Assert.Equal("missing JID", await client.ErrorAsync("FAIL {}"));
        Assert.Equal("invalid FAIL xx", await client.ErrorAsync("FAIL xx"));
    }

    [Fact]
    public async Task C_045_What_a_FAIL_says_is_cut_to_its_bounds()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("longfail1"));
        await client.FetchAsync();
        var trace = string.Join(',', Enumerable.Range(0, 80).Select(line => $"\"line {line}\""));

        await client.OkAsync(
            $$"""FAIL {"jid":"longfail1","errtype":"{{new string('t', 200)}}","message":"{{new string('m', 2000)}}","backtrace":[{{trace}}]}""");

        await client.RequeueRetriesAsync();
        var failure = (await client.FetchAsync()).GetProperty("failure");
        Assert.Equal(new string('t', 100), failure.GetProperty("errtype").GetString());
        Assert.Equal(new string('m', 1000), failure.GetProperty("message").GetString());
        Assert.Equal(50, failure.GetProperty("backtrace").GetArrayLength());
        Assert.Equal("line 0", failure.GetProperty("backtrace")[0].GetString());
    }

    [Fact]
    public async Task C_045_A_FAIL_that_says_nothing_is_unknown()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("mutefail1"));
        await client.FetchAsync();

        await client.OkAsync("""FAIL {"jid":"mutefail1","errtype":" ","message":""}""");

        await client.RequeueRetriesAsync();
        var failure = (await client.FetchAsync()).GetProperty("failure");
        Assert.Equal("unknown", failure.GetProperty("errtype").GetString());
        Assert.Equal("unknown", failure.GetProperty("message").GetString());
    }

    [Fact]
    public async Task C_046_An_ACK_and_a_FAIL_are_two_executions_and_one_failure()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushManyAsync([JobText.Job("endswell1"), JobText.Job("endsbadly")]);

        await client.RunAsync();
        await client.RunAndFailAsync();

        var info = await client.InfoAsync();
        Assert.Equal([2L, 1L], [info.Processed, info.Failures]);
    }
}
