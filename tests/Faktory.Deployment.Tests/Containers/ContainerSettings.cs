using System.Text.Json;
using Faktory.Deployment.Tests.Processes;

namespace Faktory.Deployment.Tests.Containers;

/// <summary>What <c>dotnet publish -t:PublishContainer</c> would put into an image, evaluated without making one.</summary>
internal sealed record ContainerSettings(
    string BaseImage, string Repository, string Tag, string User, IReadOnlyList<string> Ports, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<string> Command)
{
    public static async Task<ContainerSettings> OfAsync(string project)
    {
        var text = await Dotnet.RunAsync(
            "msbuild",
            Path.Combine("src", project),
            "-t:ComputeContainerConfig",
            "-nodeReuse:false",
            "-getProperty:ContainerBaseImage,ContainerRepository,ContainerImageTag,ContainerUser",
            "-getItem:ContainerPort,ContainerEnvironmentVariable,ContainerAppCommand,ContainerDefaultArgs");
        var properties = JsonElement.Parse(text).GetProperty("Properties");
        var items = JsonElement.Parse(text).GetProperty("Items");
        return new ContainerSettings(
            properties.GetProperty("ContainerBaseImage").GetString()!,
            properties.GetProperty("ContainerRepository").GetString()!,
            properties.GetProperty("ContainerImageTag").GetString()!,
            properties.GetProperty("ContainerUser").GetString()!,
            Names(items, "ContainerPort"),
            items.GetProperty("ContainerEnvironmentVariable").EnumerateArray()
                .ToDictionary(item => item.GetProperty("Identity").GetString()!, item => item.GetProperty("Value").GetString()!),
            [.. Names(items, "ContainerAppCommand"), .. Names(items, "ContainerDefaultArgs")]);
    }

    private static string[] Names(JsonElement items, string kind) =>
        [.. items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
}
