using System.Reflection;

namespace Faktory.Packages.Tests.Feed;

/// <summary>The tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = global::Worker.Tests.Architecture.Repository.Root;

    /// <summary>What the libraries beside these tests were built as: Debug or Release.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
}
