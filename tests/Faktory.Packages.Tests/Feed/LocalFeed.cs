namespace Faktory.Packages.Tests.Feed;

/// <summary>
/// All packages of the solution, packed once per test run from what is built already, and folders to use them in. Tests ask for it in their
/// constructor.
/// </summary>
public sealed class LocalFeed : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("faktory-packages-").FullName;
    private Machine? _machine;
    private int _workspaces;

    /// <summary>Where the packages are.</summary>
    public string Folder => Path.Combine(_root, "feed");

    /// <summary>The version that all of them have.</summary>
    public string Version { get; private set; } = "";

    /// <summary>The package of the library or tool.</summary>
    public string PathOf(string packageId) => Path.Combine(Folder, $"{packageId}.{Version}.nupkg");

    /// <summary>A fresh folder with a home and a hive of templates of its own; <paramref name="name"/> is what it is called.</summary>
    public Workspace CreateWorkspace(string name)
    {
        var machine = _machine ?? throw new InvalidOperationException("The feed is packed when the test run begins.");
        var home = Path.Combine(_root, "homes", $"{Interlocked.Increment(ref _workspaces)}");
        var folder = Path.Combine(home, name);
        Directory.CreateDirectory(folder);
        machine.ConfigureHome(home);
        NuGetConfiguration.Write(folder, Folder, Path.Combine(_root, "restored"), machine.Sources);
        return new Workspace(folder, home, Path.Combine(_root, "packages"));
    }

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _machine = await Machine.ReadAsync(cancellationToken);
        RestoredPackages.LinkInto(Path.Combine(_root, "restored"), _machine.PackagesFolder);

        // A folder of its own for what the tool publishes, because other tests may publish the same program.
        await DotnetCommand.SucceedAsync(
            DotnetCommand.In(
                Repository.Root,
                "pack", "Worker.sln", "--no-build", "--configuration", Repository.Configuration, "--output", Folder,
                $"-p:PublishDir={Path.Combine(_root, "tool")}/"),
            cancellationToken);
        Version = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(Folder, "Faktory.Client.*.nupkg").Single())["Faktory.Client.".Length..];
    }

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
