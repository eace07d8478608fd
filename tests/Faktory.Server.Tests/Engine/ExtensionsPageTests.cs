using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

public sealed class ExtensionsPageTests
{
    [Fact]
    public void Every_extension_that_INFO_lists_is_in_its_documentation()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Worker.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "extensions.md"));

        Assert.Equal([], FaktoryExtensionList.Supported.Where(name => !page.Contains($"| `{name}` |", StringComparison.Ordinal)));
    }
}
