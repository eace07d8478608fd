namespace Faktory.Packages.Tests.Consumption;

public sealed class ApplicationTests(BuiltApplication application) : IClassFixture<BuiltApplication>
{
    [Fact]
    public void A_producer_gets_the_client_and_nothing_of_the_worker_or_the_server()
    {
        var ours = Directory.EnumerateFiles(application.OutputOf("Producer"), "Faktory.*.dll").Select(Path.GetFileName).Order();

        Assert.Equal(["Faktory.Client.dll", "Faktory.Protocol.dll"], ours);
    }

    [Fact]
    public async Task A_host_runs_a_chain_of_three_stages_on_its_own_server()
    {
        var output = await application.Workspace.RunAsync(
            [Path.Combine(application.OutputOf("Host"), "Host.dll")], TestContext.Current.CancellationToken);

        Assert.Contains("chain finished: write, seal, send", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(application.Workspace.Folder, ".faktory", "faktory.db")));
    }

    [Fact]
    public async Task A_test_project_runs_the_same_chain_in_its_process()
    {
        var output = await application.Workspace.RunAsync(
            [Path.Combine(application.OutputOf("Tests"), "Tests.dll")], TestContext.Current.CancellationToken);

        Assert.Contains("succeeded: 1", output, StringComparison.Ordinal);
    }
}
