using System.Text.RegularExpressions;

namespace Faktory.Packages.Tests.Templates;

[Collection(TemplateCollection.Name)]
public sealed partial class GeneratedProjectTests(TemplateHive hive)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_default_project_is_built_tested_and_runs_a_chain_with_a_handler_added()
    {
        var generated = await hive.Workspace.RunAsync(["new", "faktory-worker", "--name", "My Worker"], Cancel);
        var solution = hive.Workspace.In("My Worker");
        var project = solution.In("src/My Worker");
        await project.RunAsync(["new", "faktory-handler", "--name", "ResizeImage", "--queue", "images"], Cancel);
        await project.RunAsync(["new", "faktory-handler", "--name", "send mail", "--output", "Mails", "--namespace", "Mails"], Cancel);

        await solution.RunAsync(["build", "-warnaserror", "-p:NuGetAudit=false"], Cancel);
        var tested = await solution.RunAsync(["test", "--no-build"], Cancel);

        Assert.Single(Restored().Matches(generated));
        Assert.Contains("namespace My_Worker;", File.ReadAllText(Path.Combine(project.Folder, "ResizeImageHandler.cs")), StringComparison.Ordinal);
        Assert.Contains("[Job(\"resize-image\", Queue = \"images\")]", File.ReadAllText(Path.Combine(project.Folder, "ResizeImage.cs")), StringComparison.Ordinal);
        Assert.Matches(@"succeeded: [1-9]", tested);
        await OrderRun.ToFinishedChainAsync(solution, "My Worker", ("Faktory__Server__Listen", "127.0.0.1:0"));
    }

    [Fact]
    public async Task Projects_with_odd_names_are_built_and_one_with_an_external_server_runs_a_chain_on_the_tool()
    {
        await hive.Workspace.RunAsync(["new", "faktory-worker", "--name", "2fast", "--server", "external", "--kubernetes", "manifests", "--no-restore"], Cancel);
        foreach (var name in new[] { "Büro", "my-jobs", "Acme.Jobs" })
        {
            await hive.Workspace.RunAsync(["new", "faktory-worker", "--name", name, "--output", $"2fast/{name}", "--tests", "none", "--kubernetes", "manifests", "--no-restore"], Cancel);
        }

        var solution = hive.Workspace.In("2fast");
        await solution.RunAsync(["sln", "2fast.slnx", "add", "Büro/src/Büro", "my-jobs/src/my-jobs", "Acme.Jobs/src/Acme.Jobs"], Cancel);
        await solution.RunAsync(["build", "2fast.slnx", "-warnaserror", "-p:NuGetAudit=false"], Cancel);
        await solution.RunAsync(["test", "--no-build", "--solution", "2fast.slnx"], Cancel);

        await solution.RunAsync(["tool", "restore"], Cancel);
        await using var server = RunningProgram.Start(solution.Command(["faktory-server", "-b", "127.0.0.1:0", "-w", "127.0.0.1:0"]));
        var address = await server.WaitForAsync(ServerReady());
        await OrderRun.ToFinishedChainAsync(solution, "2fast", ("FAKTORY_URL", $"tcp://{address}"));
    }

    [GeneratedRegex("Restore succeeded")]
    private static partial Regex Restored();

    [GeneratedRegex(@"Faktory server ready: commands on ([^\s,]+),")]
    private static partial Regex ServerReady();
}
