namespace Faktory.Packages.Tests.Feed;

/// <summary>The packages that the machine has restored before, except those that are packed here.</summary>
internal static class RestoredPackages
{
    /// <summary>Makes <paramref name="folder"/> a folder of links to them, for NuGet to fall back on before it asks a source.</summary>
    public static void LinkInto(string folder, string packagesFolder)
    {
        Directory.CreateDirectory(folder);
        if (!Directory.Exists(packagesFolder))
        {
            return;
        }

        foreach (var package in Directory.EnumerateDirectories(packagesFolder).Where(IsForeign))
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(package)), package);
        }
    }

    private static bool IsForeign(string package) => !Path.GetFileName(package).StartsWith("faktory.", StringComparison.OrdinalIgnoreCase);
}
