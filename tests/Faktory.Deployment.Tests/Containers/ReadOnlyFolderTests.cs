using Faktory.Deployment.Tests.Processes;

namespace Faktory.Deployment.Tests.Containers;

/// <summary>
/// The published programs as a container would run them: another user, in their own folder, on a file system of which only the data
/// folder can be written.
/// </summary>
public sealed class ReadOnlyFolderTests(PublishedPrograms programs)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_and_worker_run_a_job_and_end_with_0_when_they_are_asked_to()
    {
        await using var server = DeployedProcess.StartServer(programs);
        var (commands, web) = await server.ReadyAsync();
        await server.PageAsync(web, "health/ready");
        await using var worker = DeployedProcess.Start(
            Path.Combine(programs.Worker, "Worker.dll"), [], ("FAKTORY_URL", $"tcp://{commands}"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("ASPNETCORE_HTTP_PORTS", ""));
        var address = new Uri((await worker.LineAsync("Now listening on: ")).Split(": ")[^1]);

        await worker.PageAsync(address, "health/ready");
        await GreetAsync(address);
        await worker.LineAsync("Hello, world!");

        Assert.Equal(0, await worker.TerminateAsync());
        Assert.Matches("""faktory_server_jobs_total\{[^}]*outcome="acked"[^}]*\} 1\b""", await server.PageAsync(web, "metrics"));
        Assert.Equal(0, await server.TerminateAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(worker.Data));
        Assert.All(Directory.EnumerateFileSystemEntries(server.Data), file => Assert.StartsWith("faktory.db", Path.GetFileName(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_with_its_server_inside_runs_a_job_and_keeps_all_it_writes_in_the_data_folder()
    {
        await using var worker = DeployedProcess.Start(
            Path.Combine(programs.Worker, "Worker.dll"), [], ("Faktory__Server__Listen", "127.0.0.1:0"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("ASPNETCORE_HTTP_PORTS", ""));
        var address = new Uri((await worker.LineAsync("Now listening on: ")).Split(": ")[^1]);

        await worker.PageAsync(address, "health/ready");
        await GreetAsync(address);
        await worker.LineAsync("Hello, world!");

        Assert.Equal(0, await worker.TerminateAsync());
        Assert.True(File.Exists(Path.Combine(worker.Data, "faktory.db")));
    }

    [Fact]
    public async Task A_chain_runs_to_its_end()
    {
        await using var demo = DeployedProcess.Start(
            Path.Combine(programs.Worker, "Worker.dll"), ["demo", "--input", ".", "--output", "{data}/report", "--data", "{data}/demo"]);

        Assert.True(await demo.ExitAsync() == 0, demo.Output);
        Assert.True(File.Exists(Path.Combine(demo.Data, "report", "report.json")));
    }

    [Fact]
    public async Task The_port_that_images_of_ASPNET_Core_set_is_no_reason_for_a_warning()
    {
        await using var server = DeployedProcess.StartServer(programs, ("ASPNETCORE_HTTP_PORTS", "8080"));

        await server.ReadyAsync();

        Assert.Equal(0, await server.TerminateAsync());
        Assert.DoesNotContain("warn:", server.Output, StringComparison.Ordinal);
    }

    private static async Task GreetAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        (await http.PostAsync(new Uri("hello/world", UriKind.Relative), content: null, Cancel)).EnsureSuccessStatusCode();
    }
}
