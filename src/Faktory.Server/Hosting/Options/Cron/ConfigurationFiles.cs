using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Faktory.Server.Hosting;

/// <summary>The JSON files behind a configuration.</summary>
internal sealed class ConfigurationFiles(IConfiguration configuration)
{
    private static readonly JsonDocumentOptions AsTheProviderReads = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The last file wins, as it does in the configuration.</summary>
    private readonly List<JsonElement> _roots = [.. Providers(configuration).Reverse().Select(Read).OfType<JsonElement>()];

    public static IEnumerable<JsonConfigurationProvider> Providers(IConfiguration configuration) =>
        configuration is not IConfigurationRoot root ? [] : root.Providers.SelectMany(provider => provider switch
        {
            JsonConfigurationProvider file => [file],
            ChainedConfigurationProvider chained => Providers(chained.Configuration),
            _ => [],
        });

    /// <summary>What a file says for a section; null when none says exactly what is in force, because other sources have a part in it or the file was changed meanwhile.</summary>
    public JsonElement? Find(IConfigurationSection section)
    {
        foreach (var root in _roots)
        {
            if (Find(root, section.Path) is { } element && IsSame(element, section))
            {
                return element;
            }
        }

        return null;
    }

    /// <summary>Null for a file that cannot be read now: whoever is just writing it makes the configuration change once more.</summary>
    private static JsonElement? Read(JsonConfigurationProvider provider)
    {
        var file = provider.Source.FileProvider?.GetFileInfo(provider.Source.Path ?? "");
        if (file is not { Exists: true })
        {
            return null;
        }

        try
        {
            using var stream = file.CreateReadStream();
            using var document = JsonDocument.Parse(stream, AsTheProviderReads);
            return document.RootElement.Clone();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement root, string path)
    {
        JsonElement? found = root;
        foreach (var name in path.Split(ConfigurationPath.KeyDelimiter))
        {
            found = found is { } element ? Child(element, name) : null;
        }

        return found;
    }

    private static JsonElement? Child(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .Where(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(property => (JsonElement?)property.Value)
            .FirstOrDefault(),
        JsonValueKind.Array => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < element.GetArrayLength()
            ? element[index]
            : null,
        _ => null,
    };

    private static bool IsSame(JsonElement element, IConfigurationSection section)
    {
        var children = section.GetChildren().Count();
        return element.ValueKind switch
        {
            JsonValueKind.Object => children == element.GetPropertyCount() && string.IsNullOrEmpty(section.Value)
                && element.EnumerateObject().All(property => IsSame(property.Value, section.GetSection(property.Name))),
            JsonValueKind.Array => children == element.GetArrayLength() && string.IsNullOrEmpty(section.Value)
                && element.EnumerateArray().Select((item, index) => IsSame(item, section.GetSection($"{index}"))).All(isSame => isSame),
            JsonValueKind.Null => children == 0 && string.IsNullOrEmpty(section.Value),
            // A configuration within another one does not tell an empty text from none.
            _ => children == 0 && (section.Value ?? "") == element.ToString(),
        };
    }
}
