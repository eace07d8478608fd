using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Worker.Demo.Runs;

/// <summary>
/// Writes files whole or not at all: under another name, to the disk, then renamed. A job that runs twice replaces
/// what it wrote with the same, and whoever reads finds no half file.
/// </summary>
internal static class AtomicFile
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The name that a file has while it is written.</summary>
    public static string TemporaryPath(string path) => path + ".tmp";

    /// <summary>Writes a value as JSON.</summary>
    public static Task WriteJsonAsync<T>(string path, T value, CancellationToken cancellationToken) =>
        WriteAsync(path, JsonSerializer.SerializeToUtf8Bytes(value, _json), cancellationToken);

    /// <summary>Writes a text in UTF-8.</summary>
    public static Task WriteTextAsync(string path, string text, CancellationToken cancellationToken) =>
        WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Reads what <see cref="WriteJsonAsync"/> wrote; null when there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static async Task<T?> ReadJsonAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        if (!File.Exists(path))
        {
            return null;
        }

        await using var file = File.OpenRead(path);
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(file, _json, cancellationToken);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} does not hold what the demo wrote there: {error.Message} Delete the data folder to start anew.", error);
        }
    }

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = TemporaryPath(path);
        await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            await file.WriteAsync(content, cancellationToken);

            // The server syncs the ACK that follows; what the job hands over must not be the thing that a power cut takes.
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
