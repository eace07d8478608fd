using System.CommandLine;
using Worker.Demo;

namespace Worker.Commands;

/// <summary>The command <c>demo</c> and its options.</summary>
internal static class DemoCommand
{
    /// <summary>Makes it.</summary>
    public static Command Create()
    {
        var input = new Option<string?>("--input") { HelpName = "DIR", Description = "The folder whose files are counted. Default: the current folder." };
        var output = new Option<string?>("--output") { HelpName = "DIR", Description = "Where report.json and report.md go. Default: the current folder." };
        var data = new Option<string>("--data") { HelpName = "DIR", Description = "What the demo keeps: its server's data and the run.", DefaultValueFactory = _ => Path.Combine(".faktory", "demo") };
        var resume = new Option<bool>("--resume") { Description = "Go on with a run that was interrupted; its input and output are those of the run." };

        var command = new Command("demo", "Counts the files below a folder, as a chain of three stages, and writes a report.") { input, output, data, resume };
        command.SetAction((line, cancellationToken) => DemoProgram.RunAsync(
            new DemoRequest(
                FullPath(line.GetValue(input)),
                FullPath(line.GetValue(output)),
                FullPath(line.GetValue(data)),
                line.GetValue(resume)),
            cancellationToken));
        return command;
    }

    private static string FullPath(string? folder) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(string.IsNullOrEmpty(folder) ? "." : folder));
}
