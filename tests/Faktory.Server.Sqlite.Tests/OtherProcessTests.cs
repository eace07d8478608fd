using System.IO.Pipes;
using Faktory.Server.Storage;

namespace Faktory.Server.Sqlite.Tests;

/// <summary>Each test plays both parts: started again in a process of its own, it is the other one.</summary>
public sealed class OtherProcessTests
{
    private const int GroupSize = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_process_is_refused_with_the_lock_files_name()
    {
        if (OtherProcess.Database is { } database)
        {
            var factory = Factory(database);
            var error = await Assert.ThrowsAsync<StoreException>(() => factory.OpenAsync(Token).AsTask());
            await File.WriteAllTextAsync(database + ".refused", error.Message, Token);
            return;
        }

        using var folder = new TempFolder();
        await using var store = await folder.OpenAsync();

        using var other = OtherProcess.Start(typeof(OtherProcessTests), nameof(A_second_process_is_refused_with_the_lock_files_name), folder.Database);
        var output = await other.StandardOutput.ReadToEndAsync(Token);
        await other.WaitForExitAsync(Token);

        Assert.True(other.ExitCode == 0, output);
        Assert.Contains(folder.Database + ".lock", await File.ReadAllTextAsync(folder.Database + ".refused", Token), StringComparison.Ordinal);
        await store.PushAsync(1);
    }

    [Fact]
    public async Task A_process_killed_in_the_middle_leaves_every_group_whose_commit_returned()
    {
        if (OtherProcess.Database is { } database)
        {
            await CommitUntilKilledAsync(database);
            return;
        }

        using var folder = new TempFolder();
        await using var pipe = new NamedPipeServerStream(PipeOf(folder.Database), PipeDirection.In);
        using var other = OtherProcess.Start(typeof(OtherProcessTests), nameof(A_process_killed_in_the_middle_leaves_every_group_whose_commit_returned), folder.Database);
        var output = other.StandardOutput.ReadToEndAsync(Token);
        await pipe.WaitForConnectionAsync(Token);

        // Each byte stands for a group whose commit returned; the last ones may still be in the pipe when it dies.
        await pipe.ReadExactlyAsync(new byte[200], Token);
        other.Kill();
        using var rest = new MemoryStream();
        await pipe.CopyToAsync(rest, Token);
        await other.WaitForExitAsync(Token);
        await output;

        var acknowledged = (200 + rest.Length) * GroupSize;
        await using var store = await folder.OpenAsync();
        var jobs = await store.JobsAsync();
        Assert.True(jobs.Count >= acknowledged, $"{acknowledged} were acknowledged, {jobs.Count} are there.");
        Assert.True(jobs.Count % GroupSize == 0, $"{jobs.Count} jobs are no whole number of groups.");
        Assert.Equal(Enumerable.Range(1, jobs.Count).Select(id => (long)id), jobs);
    }

    private static async Task CommitUntilKilledAsync(string database)
    {
        var factory = Factory(database);
        await using var store = (SqliteStore)await factory.OpenAsync(Token);
        await using var pipe = new NamedPipeClientStream(".", PipeOf(database), PipeDirection.Out);
        await pipe.ConnectAsync(Token);
        for (var next = 1L; ; next += GroupSize)
        {
            await store.PushAsync([.. Enumerable.Range(0, GroupSize).Select(i => next + i)]);
            pipe.WriteByte(1);
            await store.MaintainAsync(idle: false, Token);
        }
    }

    private static string PipeOf(string database) => Path.GetFileName(Path.GetDirectoryName(database))!;

    private static SqliteStoreFactory Factory(string database) =>
        new(new SqliteStoreSettings { Path = database, CheckpointBytes = 100_000 }, Microsoft.Extensions.Logging.Abstractions.NullLogger<SqliteStoreFactory>.Instance);
}
