namespace Faktory.Deployment.Tests;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>What <c>dotnet new faktory-worker</c> copies.</summary>
    public static string Template { get; } = Path.Combine(Root, "templates", "content", "faktory-worker");

    /// <summary>The folder of the one project in it.</summary>
    public static string TemplateProject => Directory.GetDirectories(Path.Combine(Template, "src")).Single();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Worker.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Worker.sln.");
    }
}
