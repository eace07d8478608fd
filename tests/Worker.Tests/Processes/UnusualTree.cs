namespace Worker.Tests.Processes;

/// <summary>Files with names and contents that are easy to get wrong.</summary>
internal static class UnusualTree
{
    /// <summary>Writes them below <c>in</c>; returns their paths relative to it.</summary>
    public static IReadOnlyList<string> Write(TempTree tree)
    {
        // In binary data each run of bytes between white space holds a letter: versions of wc differ about runs without any.
        var binary = Enumerable.Range(0, 4096).Select(i => i % 7 == 0 ? (byte)'x' : (byte)(i * 31)).ToArray();
        var files = new Dictionary<string, byte[]>
        {
            ["with spaces.txt"] = "one two\nthree\n"u8.ToArray(),
            ["größe.TXT"] = "Größe naïve\n"u8.ToArray(),
            ["日本/語.md"] = "a b c\n\n\nd\n"u8.ToArray(),
            ["no-extension"] = "x\n"u8.ToArray(),
            ["empty.txt"] = [],
            ["only-newlines"] = "\n\n\n"u8.ToArray(),
            ["no-trailing-newline.cs"] = "a\nb c"u8.ToArray(),
            ["windows.cs"] = "a\r\nb\r\n"u8.ToArray(),
            ["binary.bin.dat"] = binary,
            ["big.log"] = [.. Enumerable.Repeat("a line of text\n"u8.ToArray(), 20_000).SelectMany(line => line)],
            ["tab\tand\nnewline"] = "t\n"u8.ToArray(),
            ["quote'\"`|$(x).md"] = "q\n"u8.ToArray(),
            ["[red]markup[/].md"] = "m\n"u8.ToArray(),
            ["-n"] = "dash\n"u8.ToArray(),
            [".hidden-file"] = "h\n"u8.ToArray(),
            ["back\\slash"] = "b\n"u8.ToArray(),
        };
        foreach (var (path, content) in files)
        {
            tree.Write(Path.Combine("in", path), content);
        }

        return [.. files.Keys];
    }
}
