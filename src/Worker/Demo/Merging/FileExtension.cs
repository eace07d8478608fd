namespace Worker.Demo.Merging;

/// <summary>By what the demo groups files.</summary>
internal static class FileExtension
{
    /// <summary>The extension of a file in lower case, with its dot; empty for none. A name that only begins with a dot has none.</summary>
    public static string Of(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        var dot = name.LastIndexOf('.');
        return dot > 0 && dot < name.Length - 1 ? name[dot..].ToString().ToLowerInvariant() : "";
    }
}
