namespace Faktory.Deployment.Tests;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = global::Worker.Tests.Architecture.Repository.Root;

    /// <summary>What <c>dotnet new faktory-worker</c> copies.</summary>
    public static string Template { get; } = Path.Combine(Root, "templates", "content", "faktory-worker");

    /// <summary>The folder of the one project in it.</summary>
    public static string TemplateProject => Directory.GetDirectories(Path.Combine(Template, "src")).Single();
}
