namespace Faktory.Packages.Tests.Templates;

/// <summary>One choice of every option that <c>dotnet new faktory-worker</c> has.</summary>
internal sealed record Combination(string Server, string Kubernetes, string Tests)
{
    /// <summary>All of them; the defaults first.</summary>
    public static IReadOnlyList<Combination> All { get; } =
    [
        .. from tests in new[] { "xunit", "none" }
           from kubernetes in new[] { "none", "manifests" }
           from server in new[] { "embedded", "external" }
           select new Combination(server, kubernetes, tests),
    ];

    public string[] Options => ["--server", Server, "--kubernetes", Kubernetes, "--tests", Tests];

    public override string ToString() => $"{Server}-{Kubernetes}-{Tests}";
}
