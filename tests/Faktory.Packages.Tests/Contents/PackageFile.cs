using System.IO.Compression;
using System.Xml.Linq;

namespace Faktory.Packages.Tests.Contents;

/// <summary>A <c>.nupkg</c> or <c>.snupkg</c>, read.</summary>
internal sealed class PackageFile
{
    private static readonly string[] Envelope = ["_rels/", "package/", "[Content_Types].xml"];
    private readonly Dictionary<string, byte[]> _entries = [];

    public PackageFile(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        foreach (var entry in archive.Entries.Where(entry => !Envelope.Any(entry.FullName.StartsWith)))
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            _entries[entry.FullName] = copy.ToArray();
        }

        using var nuspec = new MemoryStream(_entries.Single(entry => entry.Key.EndsWith(".nuspec", StringComparison.Ordinal)).Value);
        Metadata = XDocument.Load(nuspec).Root!.Elements().Single();
    }

    /// <summary>Every file in it but those of the format itself.</summary>
    public IReadOnlyDictionary<string, byte[]> Entries => _entries;

    /// <summary>The <c>metadata</c> of the nuspec.</summary>
    public XElement Metadata { get; }

    /// <summary>Its dependencies, id and range.</summary>
    public IReadOnlyDictionary<string, string> Dependencies =>
        Named("dependency").ToDictionary(dependency => dependency.Attribute("id")!.Value, dependency => dependency.Attribute("version")!.Value);

    public IEnumerable<string> Frameworks => Named("frameworkReference").Select(framework => framework.Attribute("name")!.Value);

    /// <summary>The text of the element, empty when there is none.</summary>
    public string Text(string name) => Named(name).SingleOrDefault()?.Value ?? "";

    private IEnumerable<XElement> Named(string name) => Metadata.Descendants().Where(element => element.Name.LocalName == name);
}
