using System.Reflection.Metadata;
using System.Text;

namespace Faktory.Packages.Tests.Contents;

/// <summary>The source files that portable symbols name, and whether they hold them.</summary>
internal static class Symbols
{
    /// <summary>The kind of a document's source, as the format of portable symbols has it.</summary>
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    /// <summary>Path and whether the source is held, of every file.</summary>
    public static IReadOnlyDictionary<string, bool> Read(byte[] symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols));
        var reader = provider.GetMetadataReader();
        return reader.Documents.ToDictionary(
            handle => reader.GetString(reader.GetDocument(handle).Name),
            handle => reader.GetCustomDebugInformation(handle)
                .Any(information => reader.GetGuid(reader.GetCustomDebugInformation(information).Kind) == EmbeddedSource));
    }

    /// <summary>Whether the bytes hold the text, in either of the encodings that assemblies have.</summary>
    public static bool Contain(byte[] content, string text) =>
        content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
