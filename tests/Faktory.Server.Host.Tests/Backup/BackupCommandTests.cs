using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Backup;

/// <summary><c>backup FILE</c>, as a process of its own beside the server's.</summary>
public sealed class BackupCommandTests
{
    private const int JobsBefore = 300;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_taken_under_load_holds_every_job_that_was_answered_before_it()
    {
        using var data = new DataFolder();
        using var restored = new DataFolder();
        await using var server = await KillableServer.StartAsync(data.Path);
        await using var load = new PushAndAckLoad(server.Address);
        await load.AnsweredAsync(JobsBefore);

        var before = load.Snapshot();
        var (code, output, errors) = await RunAsync("backup", Path.Combine(restored.Path, "faktory.db"), "-d", data.Path);
        var after = load.Snapshot();
        await load.StopAsync();
        await server.KillAsync();
        await using var second = await KillableServer.StartAsync(restored.Path);
        var found = await DrainAsync(second);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("faktory.db", output, StringComparison.Ordinal);
        Assert.True(after.Accepted.Count > before.Accepted.Count, "Nothing was pushed while the backup ran.");
        Assert.Empty(before.Accepted.Except(load.Taken).Except(found));
        Assert.Empty(found.Intersect(before.Acknowledged));
    }

    [Fact]
    public async Task A_stopped_servers_store_is_backed_up_from_where_its_settings_say()
    {
        using var folder = new DataFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "data"));
        await using (var server = await KillableServer.StartAsync(Path.Combine(folder.Path, "data")))
        {
            await using var client = await FwpClient.ConnectAsync(server.Address);
            await client.HelloAsync();
            await client.PushAsync(JobText.Job("job-00001"));
            await server.TerminateAsync();
        }

        var file = Path.Combine(folder.Path, "copy", "faktory.db");
        await using var backup = HostProcess.Start(null, [("Faktory__Server__DataDirectory", Path.Combine(folder.Path, "data"))], "backup", file);
        var (code, _, errors) = await backup.ExitAsync();
        await using var second = await KillableServer.StartAsync(Path.Combine(folder.Path, "copy"));

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(["job-00001"], await DrainAsync(second));
    }

    [Fact]
    public async Task A_file_is_replaced_only_by_force()
    {
        using var data = new DataFolder();
        await using var server = await KillableServer.StartAsync(data.Path);
        var file = Path.Combine(data.Path, "monday.db");
        await File.WriteAllTextAsync(file, "precious", Cancellation);

        var refused = await RunAsync("backup", file, "-d", data.Path);
        var kept = await File.ReadAllTextAsync(file, Cancellation);
        var forced = await RunAsync("backup", file, "-d", data.Path, "--force");

        Assert.Equal((1, 0), (refused.Code, forced.Code));
        Assert.Equal("precious", kept);
        Assert.Contains("--force", refused.Errors, StringComparison.Ordinal);
        Assert.Contains(file, refused.Errors, StringComparison.Ordinal);
        Assert.StartsWith("SQLite format 3", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_there_is_one_clear_error()
    {
        using var data = new DataFolder();

        var (code, _, errors) = await RunAsync("backup", Path.Combine(data.Path, "monday.db"), "-d", data.Path);

        Assert.Equal(1, code);
        Assert.Contains(Path.Combine(data.Path, "faktory.db"), errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(data.Path));
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var host = HostProcess.Start(null, [], arguments);
        return await host.ExitAsync();
    }

    /// <summary>Every job that waits.</summary>
    private static async Task<HashSet<string>> DrainAsync(KillableServer server)
    {
        await using var client = await FwpClient.ConnectAsync(server.Address);
        await client.HelloAsync();
        var found = new HashSet<string>();
        for (var waiting = (await client.InfoAsync()).Enqueued; waiting > 0; waiting--)
        {
            found.Add((await client.RunAsync()).Jid());
        }

        return found;
    }
}
