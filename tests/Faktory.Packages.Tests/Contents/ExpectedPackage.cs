namespace Faktory.Packages.Tests.Contents;

/// <summary>What a library's package depends on, and nothing else.</summary>
/// <param name="Siblings">Packages of this repository, in exactly the version of this one.</param>
/// <param name="Others">Packages of others, in any version from ours on.</param>
/// <param name="Frameworks">Shared frameworks besides that of .NET itself.</param>
internal sealed record ExpectedPackage(string[] Siblings, string[] Others, string[] Frameworks)
{
    public static IReadOnlyDictionary<string, ExpectedPackage> Libraries { get; } = new Dictionary<string, ExpectedPackage>
    {
        ["Faktory.Protocol"] = new([], [], []),
        ["Faktory.Client"] = new(
            ["Faktory.Protocol"],
            [
                "Microsoft.Extensions.Hosting.Abstractions",
                "Microsoft.Extensions.Options.ConfigurationExtensions",
                "Microsoft.Extensions.Options.DataAnnotations",
                "OpenTelemetry.Api",
            ],
            []),
        ["Faktory.Worker"] = new(
            ["Faktory.Client"],
            ["Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting", "Scrutor"],
            []),
        ["Faktory.Server"] = new(["Faktory.Protocol"], ["Cronos", "System.IO.Hashing"], ["Microsoft.AspNetCore.App"]),
        ["Faktory.Server.Sqlite"] = new(["Faktory.Server"], ["Microsoft.Data.Sqlite"], []),
        ["Faktory.Testing"] = new(["Faktory.Server", "Faktory.Worker"], ["Microsoft.Extensions.TimeProvider.Testing"], []),
    };
}
