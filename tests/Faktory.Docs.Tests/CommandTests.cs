using System.Diagnostics;

namespace Faktory.Docs.Tests;

public sealed class CommandTests
{
    private static readonly Lazy<Task<string>> Help = new(async () => await HelpAsync("--help") + await HelpAsync("backup", "--help"));

    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_path_and_flag_that_a_page_names_exists(string page) => Findings.None(new CommandCheck(await Help.Value).Check(Repository.Read(page)));

    [Theory]
    [InlineData("dotnet run --project src/Faktory.Nothing", "src/Faktory.Nothing does not exist.")]
    [InlineData("dotnet build -c Release tests/Nothing && true", "tests/Nothing does not exist.")]
    [InlineData("faktory-server backup --fast /tmp/x", "faktory-server has no flag --fast.")]
    [InlineData("faktory-server -x :7419", "faktory-server has no flag -x.")]
    public async Task What_does_not_exist_is_found(string command, string problem) =>
        Assert.Equal($"docs/broken.md:2: {problem}", Assert.Single(new CommandCheck(await Help.Value).Check(new Page("docs/broken.md", $"```sh\n{command}\n```"))));

    private static async Task<string> HelpAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Faktory.Server.Host.dll"), .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var help = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return help;
    }
}
