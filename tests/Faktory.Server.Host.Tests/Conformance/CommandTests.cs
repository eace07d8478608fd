using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-010 to C-016: lines, verbs and INFO.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task C_010_An_unknown_command_is_named_and_the_connection_stays_usable()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("unknown command foo", await client.ErrorAsync("foo"));
        Assert.Equal("unknown command info", await client.ErrorAsync("info"));
        Assert.Equal("unknown command WAT", await client.ErrorAsync("""WAT {"a":1}"""));
        Assert.Equal("unknown command ", await client.ErrorAsync(""));
        await client.InfoAsync();
    }

    [Fact]
    public async Task C_011_A_command_may_end_with_a_bare_line_feed()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.SendRawAsync("PUSH " + JobText.Job("linefeed1") + "\n");

        Assert.Equal("+OK", (await client.ReadAsync()).ToString());
        Assert.Equal("linefeed1", (await client.FetchAsync()).Jid());
    }

    [Fact]
    public async Task C_012_END_closes_the_connection_without_a_reply()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        var reply = await client.CallAsync("END");

        Assert.Equal(FwpReplyKind.End, reply.Kind);
    }

    [Theory]
    [InlineData("PUSH")]
    [InlineData("PUSHB")]
    [InlineData("FETCH")]
    [InlineData("ACK")]
    [InlineData("FAIL")]
    [InlineData("BEAT")]
    [InlineData("MUTATE")]
    [InlineData("REQUEUE")]
    [InlineData("BATCH")]
    [InlineData("BATCH NEW")]
    [InlineData("BATCH OPEN")]
    [InlineData("BATCH COMMIT")]
    [InlineData("BATCH STATUS")]
    [InlineData("BATCH SUBMIT")]
    [InlineData("BATCH TREE")]
    [InlineData("BATCH NOSUCH b-1")]
    public async Task C_014_A_command_without_its_argument_gets_one_error_line_and_the_connection_stays_usable(string command)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.ErrorAsync(command);
        await client.ErrorAsync(command + " ");

        await client.InfoAsync();
    }

    [Fact]
    public async Task C_015_INFO_tells_queues_sets_and_the_server_in_numbers()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("inforow1"));
        await client.PushAsync(JobText.Job("inforow2", queue: "other"));

        var info = await client.InfoAsync();

        Assert.Equal(JsonValueKind.String, info.Json.GetProperty("now").ValueKind);
        Assert.EndsWith(" UTC", info.Json.GetProperty("server_utc_time").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, info.Queue("default"));
        Assert.Equal(1, info.Queue("other"));
        Assert.Equal(2, info.Enqueued);
        Assert.Equal(2, info.Faktory.GetProperty("total_queues").GetInt32());
        Assert.Equal([0L, 0L, 0L, 0L], [info.Scheduled, info.Retries, info.Dead, info.Working]);
        Assert.Equal([0L, 0L], [info.Processed, info.Failures]);
        Assert.Equal(JsonValueKind.Object, info.Faktory.GetProperty("tasks").ValueKind);
        Assert.Contains("Enterprise", info.Server.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("1.10.0", info.Server.GetProperty("faktory_version").GetString());
        Assert.Equal(1, info.Server.GetProperty("connections").GetInt32());
        Assert.All(
            ["uptime", "command_count", "used_memory_mb"],
            name => Assert.Equal(JsonValueKind.Number, info.Server.GetProperty(name).ValueKind));
    }

    [Fact]
    public async Task C_016_A_job_of_a_mebibyte_is_taken_and_comes_back_whole()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var large = new string('x', 1024 * 1024);

        await client.PushAsync($$"""{"jid":"largejob1","jobtype":"Work","args":["{{large}}"]}""");

        var job = await client.FetchAsync();
        Assert.Equal(large, job.GetProperty("args")[0].GetString());
    }
}
