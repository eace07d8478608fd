using System.Diagnostics;

namespace Faktory.Packages.Tests.Feed;

/// <summary>
/// A fresh folder outside the repository, with a <c>nuget.config</c> that knows the packed packages, and commands that know no other home
/// than theirs. It goes when the test run ends.
/// </summary>
public sealed class Workspace
{
    private readonly string _home;
    private readonly string _packages;

    internal Workspace(string folder, string home, string packages)
    {
        Folder = folder;
        _home = home;
        _packages = packages;
    }

    /// <summary>Where projects are put.</summary>
    public string Folder { get; }

    /// <summary>Writes a file, and the folders that it lies in.</summary>
    public void Write(string path, string text)
    {
        var target = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, text);
    }

    /// <summary>Runs <c>dotnet</c> with these arguments in the folder. It must succeed.</summary>
    /// <returns>Its output.</returns>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; the message has the output.</exception>
    /// <exception cref="TimeoutException">It took longer than five minutes and was killed.</exception>
    public Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        DotnetCommand.SucceedAsync(Command(arguments), cancellationToken);

    /// <summary>Runs <c>dotnet</c> with these arguments in the folder, however it ends.</summary>
    /// <exception cref="TimeoutException">It took longer than five minutes and was killed.</exception>
    public Task<CommandResult> TryRunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(Command(arguments), cancellationToken);

    /// <summary>Runs a program in the folder, with the same home. It must succeed.</summary>
    /// <returns>Its output.</returns>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; the message has the output.</exception>
    public Task<string> RunProgramAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = Command(arguments);
        start.FileName = program;
        return DotnetCommand.SucceedAsync(start, cancellationToken);
    }

    /// <summary>The same home and packages, in a folder below this one.</summary>
    public Workspace In(string path) => new(Path.Combine(Folder, path), _home, _packages);

    /// <summary><c>dotnet</c> with these arguments, to be started in the folder.</summary>
    internal ProcessStartInfo Command(IEnumerable<string> arguments)
    {
        var start = DotnetCommand.In(Folder, arguments);
        start.Environment["DOTNET_CLI_HOME"] = _home;
        start.Environment["NUGET_PACKAGES"] = _packages;
        return start;
    }
}
