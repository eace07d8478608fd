namespace Worker.Tests.Processes;

[Collection(ProcessGroup.Name)]
public sealed class ServiceProcessTests : IDisposable
{
    private static readonly Dictionary<string, string> AnyPort = new()
    {
        ["Faktory__Server__Listen"] = "127.0.0.1:0",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    private readonly TempTree _tree = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task The_service_says_what_it_listens_on_answers_runs_jobs_and_stops_when_asked()
    {
        await using var service = WorkerProcess.Start(_tree.Root, [], AnyPort);
        Assert.Contains(_tree.At(".faktory"), await service.LineAsync("takes commands on 127.0.0.1:"), StringComparison.Ordinal);
        var address = (await service.LineAsync("Now listening on: ")).Split(": ")[1];
        using var http = new HttpClient { BaseAddress = new Uri(address) };

        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("health/live", UriKind.Relative), Cancel));
        (await http.PostAsync(new Uri("hello/world", UriKind.Relative), content: null, Cancel)).EnsureSuccessStatusCode();
        await service.LineAsync("Hello, world!");
        Assert.Contains("\"faktory_version\"", await http.GetStringAsync(new Uri("stats", UriKind.Relative), Cancel), StringComparison.Ordinal);
        var metrics = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), Cancel);
        Assert.Contains("faktory_server_ready", metrics, StringComparison.Ordinal);
        Assert.Contains("messaging_process_duration", metrics, StringComparison.Ordinal);
        Assert.Contains("messaging_client_sent_messages", metrics, StringComparison.Ordinal);
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("health/ready", UriKind.Relative), Cancel));
        service.Terminate();

        Assert.Equal(0, (await service.ExitAsync()).ExitCode);
    }

    [Fact]
    public async Task A_word_that_is_no_command_does_not_start_the_service()
    {
        var service = await WorkerProcess.RunAsync(_tree.Root, "dmeo");

        Assert.Equal(1, service.ExitCode);
        Assert.Contains("'dmeo' was not matched", service.Output, StringComparison.Ordinal);
    }
}
