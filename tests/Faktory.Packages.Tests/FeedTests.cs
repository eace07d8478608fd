using Faktory.Packages.Tests.Feed;

namespace Faktory.Packages.Tests;

public sealed class FeedTests(LocalFeed feed)
{
    private static readonly string[] Libraries =
        ["Faktory.Client", "Faktory.Protocol", "Faktory.Server", "Faktory.Server.Sqlite", "Faktory.Testing", "Faktory.Worker"];

    [Fact]
    public void Every_library_and_the_server_is_packed()
    {
        var packed = Directory.EnumerateFiles(feed.Folder, "*.nupkg").Select(Path.GetFileName);

        Assert.Superset(Libraries.Append("Faktory.Server.Host").Select(id => $"{id}.{feed.Version}.nupkg").ToHashSet(), packed.ToHashSet()!);
    }
}
