using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Faktory.Deployment.Tests.Kubernetes;

/// <summary>
/// Turns YAML into JSON as the API server's tools do, with the types that YAML gives to plain words: <c>value: 8080</c> is a number, and an
/// object that wants a string there is refused. A reader of YAML into C# classes would let it pass.
/// </summary>
internal static class YamlJson
{
    /// <summary>Each document of a file.</summary>
    public static IReadOnlyList<JsonObject> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => (JsonObject)Convert(document.RootNode)!)];
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Select(Convert)]),
        YamlScalarNode scalar => Convert(scalar),
        _ => throw new InvalidOperationException($"{node.NodeType} at {node.Start} has no place in a manifest."),
    };

    private static JsonValue? Convert(YamlScalarNode scalar)
    {
        var text = scalar.Value!;
        return scalar.Style != ScalarStyle.Plain ? JsonValue.Create(text)
            : text is "" or "null" or "~" ? null
            : text is "true" or "false" ? JsonValue.Create(text == "true")
            : long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}
