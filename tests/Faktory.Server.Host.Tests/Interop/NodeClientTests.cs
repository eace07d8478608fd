using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Interop;

/// <summary>A client that others wrote and that knows nothing of this server.</summary>
public sealed class NodeClientTests(NodeClient node) : IClassFixture<NodeClient>
{
    [Fact]
    public async Task It_pushes_a_job_and_its_worker_runs_it()
    {
        var seen = await RunAsync("push");

        Assert.True(seen.GetProperty("same").GetBoolean());
        Assert.Equal("""[1,"zwei",{"drei":[3]},null]""", seen.GetProperty("args").GetRawText());
        Assert.Equal("""{"locale":"de"}""", seen.GetProperty("custom").GetRawText());
    }

    [Fact]
    public async Task It_pushes_many_jobs_at_once_and_hears_which_one_was_refused()
    {
        var seen = await RunAsync("bulk");

        Assert.Equal(500, seen.GetProperty("distinct").GetInt32());
        Assert.Equal("""["short"]""", seen.GetProperty("rejected").GetRawText());
        Assert.StartsWith("jobs must have a reasonable jid parameter", seen.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_scheduled_job_runs_when_it_is_due()
    {
        var seen = await RunAsync("scheduled");

        Assert.Equal(1, seen.GetProperty("waiting").GetInt32());
        Assert.False(seen.GetProperty("early").GetBoolean());
    }

    [Fact]
    public async Task Its_failed_job_waits_for_a_retry_and_says_then_why_it_failed()
    {
        var seen = await RunAsync("retry");

        Assert.Equal("""{"runs":2,"failures":1,"left":0,"count":0,"message":"not yet","type":"EBUSY"}""", seen.GetRawText());
    }

    [Fact]
    public async Task Its_batch_calls_back_after_the_commit_when_every_member_is_done()
    {
        var seen = await RunAsync("batch");

        Assert.Equal(
            """{"beforeCommit":"","total":3,"pending":0,"failed":0,"description":"from node","last":"done","args":["all"]}""",
            seen.GetRawText());
    }

    [Fact]
    public async Task Its_worker_finishes_a_running_job_before_it_stops()
    {
        await using var server = await HostProcess.StartReadyAsync();

        await node.RunAsync("stop", $"tcp://{server.Commands}");

        await using var client = await FwpClient.ConnectAsync(server.Commands);
        await client.CallAsync("""HELLO {"v":2}""");
        using var info = JsonDocument.Parse((await client.CallAsync("INFO")).Text);
        Assert.Equal(1, info.RootElement.GetProperty("faktory").GetProperty("total_processed").GetInt32());
    }

    [Fact]
    public async Task It_gets_in_with_the_password_and_not_without()
    {
        await using var server = await HostProcess.StartReadyAsync(null, [("FAKTORY_PASSWORD", "s3cret")]);

        var refused = await node.RunAsync("refused", $"tcp://:wrong@{server.Commands}");
        var accepted = await node.RunAsync("password", $"tcp://:s3cret@{server.Commands}");

        Assert.Contains("nvalid password", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(accepted.GetProperty("same").GetBoolean());
    }

    [Fact]
    public async Task It_works_over_TLS_with_a_password_and_not_without_it()
    {
        using var certificate = new CertificateFiles();
        await using var server = await HostProcess.StartReadyAsync(null, [
            ("FAKTORY_PASSWORD", "s3cret"),
            ("Faktory__Server__Certificate__Path", certificate.PublicPath),
            ("Faktory__Server__Certificate__KeyPath", certificate.PrivatePath),
        ]);

        var pushed = await node.RunAsync("push", $"tcp://:s3cret@{server.Commands}", certificate.PublicPath);
        var refused = await node.RunAsync("refused", $"tcp://:wrong@{server.Commands}", certificate.PublicPath);

        Assert.True(pushed.GetProperty("same").GetBoolean());
        Assert.Contains("nvalid password", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_worker_goes_on_after_the_server_was_shut_down_and_started_again_and_no_job_is_lost()
    {
        var folder = Directory.CreateTempSubdirectory("faktory-host-").FullName;
        await using var first = await HostProcess.StartReadyAsync(folder, [], "-d", folder);
        var scenario = node.RunAsync("restart", $"tcp://{first.Commands}");
        await ProcessedAsync(first, atLeast: 20);

        first.Signal("TERM");
        Assert.Equal(0, (await first.ExitAsync()).Code);
        await using var second = await HostProcess.StartReadyAsync(folder, [], "-d", folder, "-b", first.Commands.ToString());
        var seen = await scenario;

        Assert.Equal(0, seen.GetProperty("waiting").GetInt32());

        // Its 4 jobs in hand may lose their ACK, and each of its 6 pooled connections is found dead by the next one.
        Assert.InRange(seen.GetProperty("swallowed").GetInt32(), 0, 4 + 6);
    }

    private static async Task ProcessedAsync(HostProcess server, long atLeast)
    {
        await using var client = await FwpClient.ConnectAsync(server.Commands);
        await client.CallAsync("""HELLO {"v":2}""");
        await Eventually.InfoAsync(client, info => info.Processed >= atLeast, $"{atLeast} jobs done");
    }

    private async Task<JsonElement> RunAsync(string scenario)
    {
        await using var server = await HostProcess.StartReadyAsync();
        return await node.RunAsync(scenario, $"tcp://{server.Commands}");
    }
}
