using Faktory.Packages.Tests.Feed;

namespace Faktory.Packages.Tests.Templates;

/// <summary>The templates, installed from their package into a hive of their own.</summary>
public sealed class TemplateHive(LocalFeed feed) : IAsyncLifetime
{
    private int _outputs;

    /// <summary>Where <c>dotnet new</c> knows them.</summary>
    public Workspace Workspace { get; private set; } = null!;

    /// <summary>Their package.</summary>
    public string Package => feed.PathOf("Faktory.Templates");

    /// <summary>The version of the packages that they reference.</summary>
    public string Version => feed.Version;

    /// <summary>Generates a worker in a fresh folder, without a restore.</summary>
    /// <returns>The folder.</returns>
    public async Task<string> GenerateAsync(string name, params IEnumerable<string> options)
    {
        var output = $"{Interlocked.Increment(ref _outputs)}/{name}";
        await Workspace.RunAsync(["new", "faktory-worker", "--name", name, "--output", output, "--no-restore", .. options], TestContext.Current.CancellationToken);
        return Path.Combine(Workspace.Folder, output);
    }

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        Workspace = feed.CreateWorkspace("generated");
        await Workspace.RunAsync(["new", "install", Package], TestContext.Current.CancellationToken);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
