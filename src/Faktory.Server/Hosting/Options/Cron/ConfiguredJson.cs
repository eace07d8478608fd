using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Faktory.Server.Hosting;

/// <summary>
/// Gives back the JSON that the configuration took apart into texts. What stands in a JSON file is taken from there, as it was
/// written; of anything else only the text is known, and what would be a number, true, false or null in JSON is taken for that.
/// </summary>
internal sealed class ConfiguredJson(IConfiguration configuration)
{
    private readonly Lazy<ConfigurationFiles> _files = new(() => new ConfigurationFiles(configuration));

    /// <param name="section">An object or array.</param>
    public string Read(IConfigurationSection section)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(section, writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private void Write(IConfigurationSection section, Utf8JsonWriter writer)
    {
        var children = section.GetChildren().ToList();
        if (_files.Value.Find(section) is { } element)
        {
            element.WriteTo(writer);
        }
        else if (children.Count == 0)
        {
            WriteText(section.Value, writer);
        }
        else if (children.Select(child => child.Key).SequenceEqual(Enumerable.Range(0, children.Count).Select(index => $"{index}")))
        {
            writer.WriteStartArray();
            children.ForEach(child => Write(child, writer));
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartObject();
            foreach (var child in children)
            {
                writer.WritePropertyName(child.Key);
                Write(child, writer);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteText(string? text, Utf8JsonWriter writer)
    {
        if (text is null or "null")
        {
            writer.WriteNullValue();
        }
        else if (bool.TryParse(text, out var truth))
        {
            writer.WriteBooleanValue(truth);
        }
        else if (IsNumber(text))
        {
            writer.WriteRawValue(text);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static bool IsNumber(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] == '-') || !char.IsAsciiDigit(text[^1]))
        {
            return false;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
