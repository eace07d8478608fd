using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-102: jobs that the server pushes at their times.</summary>
public sealed class CronTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task C_102_Every_minute_a_job_is_pushed()
    {
        await using var server = await ServerFixture.StartAsync(options => options.Cron.Add(EveryMinute("""{"expires_in":3600}""")));
        var client = await server.ConnectAsync();
        await server.FetchNothingAsync(client, "reports");

        server.Time.Advance(Minute);
        var first = await client.RunAsync("reports");
        server.Time.Advance(Minute);
        var second = await client.RunAsync("reports");

        Assert.NotEqual(first.Jid(), second.Jid());
        Assert.Equal("report", first.GetProperty("jobtype").GetString());
        Assert.Equal("""[42,"42"]""", first.GetProperty("args").GetRawText());
        Assert.StartsWith("2026-03-01T13:01:", first.Custom("expires_at"), StringComparison.Ordinal);
        Assert.Equal(2, (await client.InfoAsync()).Processed);
    }

    [Fact]
    public async Task C_102_A_unique_job_that_is_there_already_is_skipped()
    {
        await using var server = await ServerFixture.StartAsync(options => options.Cron.Add(EveryMinute("""{"unique_for":600}""")));
        var client = await server.ConnectAsync();
        server.Time.Advance(Minute);
        var first = await client.FetchAsync("reports");

        server.Time.Advance(Minute);
        await server.FetchNothingAsync(client, "reports");
        await client.AckAsync(first.Jid());
        server.Time.Advance(Minute);

        Assert.NotEqual(first.Jid(), (await client.RunAsync("reports")).Jid());
    }

    [Fact]
    public async Task C_102_A_restart_neither_repeats_a_job_nor_makes_up_for_the_time_that_the_server_was_down()
    {
        await using var server = await ServerFixture.StartAsync(options => options.Cron.Add(EveryMinute(null)));
        var client = await server.ConnectAsync();
        server.Time.Advance(Minute);
        await client.RunAsync("reports");

        await server.RestartAsync(downtime: 10 * Minute);
        client = await server.ConnectAsync();
        await server.FetchNothingAsync(client, "reports");

        server.Time.Advance(Minute);
        await client.RunAsync("reports");
        Assert.Equal(0, (await client.InfoAsync()).Queue("reports"));
    }

    [Fact]
    public async Task C_102_SIGHUP_makes_the_server_go_on_by_the_new_file()
    {
        var folder = Directory.CreateTempSubdirectory("faktory-cron-").FullName;
        await WriteAsync(folder, "before");
        await using var host = await HostProcess.StartReadyAsync(folder, [("DOTNET_hostBuilder__reloadConfigOnChange", "false")]);
        await using var client = await FwpClient.ConnectAsync(host.Commands);
        await client.HelloAsync();
        await NextAsync(client, "before");

        await WriteAsync(folder, "after");
        host.Signal("HUP");
        await host.LogAsync("read again: 1 cron entries");

        await NextAsync(client, "after");
        Assert.Equal("after", await NextAsync(client, null));
    }

    [Fact]
    public async Task C_102_A_changed_file_is_followed_without_a_signal_and_a_wrong_one_changes_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("faktory-cron-").FullName;
        await WriteAsync(folder, "before");
        await using var host = await HostProcess.StartReadyAsync(folder);
        await using var client = await FwpClient.ConnectAsync(host.Commands);
        await client.HelloAsync();

        await WriteAsync(folder, "never", schedule: "61 * * * *");
        var refusal = await host.LogAsync("is not used");
        await NextAsync(client, "before");
        await WriteAsync(folder, "after");
        await NextAsync(client, "after");

        Assert.Contains("Faktory:Server:Cron:0:schedule is \"61 * * * *\"", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C_102_A_changed_file_that_is_no_JSON_is_told_and_changes_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("faktory-cron-").FullName;
        await WriteAsync(folder, "before");
        await using var host = await HostProcess.StartReadyAsync(folder);
        await using var client = await FwpClient.ConnectAsync(host.Commands);
        await client.HelloAsync();

        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), "{ \"Faktory\": ", TestContext.Current.CancellationToken);
        await host.LogAsync("appsettings.json is not used");
        await NextAsync(client, "before");
        await WriteAsync(folder, "after");

        await NextAsync(client, "after");
    }

    [Fact]
    public async Task C_102_A_file_that_is_no_JSON_does_not_end_the_server()
    {
        var folder = Directory.CreateTempSubdirectory("faktory-cron-").FullName;
        await WriteAsync(folder, "before");
        await using var host = await HostProcess.StartReadyAsync(folder, [("DOTNET_hostBuilder__reloadConfigOnChange", "false")]);
        await using var client = await FwpClient.ConnectAsync(host.Commands);
        await client.HelloAsync();

        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), "{ \"Faktory\": ", TestContext.Current.CancellationToken);
        host.Signal("HUP");
        await host.LogAsync("cannot be read");

        await NextAsync(client, "before");
    }

    [Fact]
    public async Task C_102_A_wrong_entry_is_a_start_up_error_that_names_it()
    {
        var folder = Directory.CreateTempSubdirectory("faktory-cron-").FullName;
        await WriteAsync(folder, "t", schedule: "61 * * * *");
        await using var host = HostProcess.Start(folder, [], "-b", "127.0.0.1:0", "-w", "127.0.0.1:0");

        var (code, _, errors) = await host.ExitAsync();

        Assert.Equal(1, code);
        Assert.Contains("Faktory:Server:Cron:0:schedule is \"61 * * * *\"", errors, StringComparison.Ordinal);
    }

    private static FaktoryCronOptions EveryMinute(string? custom) => new()
    {
        Schedule = "* * * * *",
        Job = { Type = "report", Queue = "reports", Args = """[42, "42"]""", Custom = custom },
    };

    /// <summary>Every second, because this server has a real clock.</summary>
    private static Task WriteAsync(string folder, string jobType, string schedule = "* * * * * *") => File.WriteAllTextAsync(
        Path.Combine(folder, "appsettings.json"),
        $$$"""{ "Faktory": { "Server": { "Cron": [{ "schedule": "{{{schedule}}}", "job": { "type": "{{{jobType}}}", "args": ["42", 42] } }] } } }""",
        TestContext.Current.CancellationToken);

    /// <summary>Runs jobs until one of this type comes, or any.</summary>
    private static async Task<string> NextAsync(FwpClient client, string? jobType)
    {
        var job = await Eventually.GetAsync(
            async () => await FetchAsync(client), job => job is { } found && (jobType is null || JobType(found) == jobType), $"a job of type {jobType}");
        Assert.Equal("""["42",42]""", job!.Value.GetProperty("args").GetRawText());
        return JobType(job.Value);
    }

    private static string JobType(JsonElement job) => job.GetProperty("jobtype").GetString()!;

    private static async Task<JsonElement?> FetchAsync(FwpClient client)
    {
        var reply = await client.CallAsync("FETCH default");
        if (reply.Kind != FwpReplyKind.Bulk)
        {
            return null;
        }

        var job = FwpCommands.Json(reply.Text);
        await client.AckAsync(job.Jid());
        return job;
    }
}
