namespace Faktory.Docs.Tests;

/// <summary>A page of the documentation.</summary>
/// <param name="path">Relative to the repository, with slashes.</param>
/// <param name="text">Its Markdown.</param>
internal sealed class Page(string path, string text)
{
    private const string Fence = "```";

    private readonly string[] _lines = text.ReplaceLineEndings("\n").Split('\n');

    public string Path => path;

    /// <summary>Its lines; the first is number 1.</summary>
    public IEnumerable<(int Number, string Text)> Lines => _lines.Select((line, index) => (index + 1, line));

    /// <summary>The lines outside code blocks.</summary>
    public IEnumerable<(int Number, string Text)> Prose
    {
        get
        {
            var inside = false;
            foreach (var line in Lines)
            {
                var isFence = line.Text.TrimStart().StartsWith(Fence, StringComparison.Ordinal);
                if (!inside && !isFence)
                {
                    yield return line;
                }

                inside ^= isFence;
            }
        }
    }

    /// <summary>Its fenced code blocks of one language.</summary>
    public IEnumerable<CodeBlock> Blocks(string language) => Blocks().Where(block => block.Language == language);

    /// <summary>Its fenced code blocks.</summary>
    public IEnumerable<CodeBlock> Blocks()
    {
        for (var start = 0; start < _lines.Length; start++)
        {
            if (!_lines[start].TrimStart().StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(_lines, start + 1, line => line.Trim() == Fence);
            if (end < 0)
            {
                throw new InvalidDataException($"{path}:{start + 1}: a code block begins here and does not end.");
            }

            yield return new CodeBlock(_lines[start].Trim()[Fence.Length..], start + 2, string.Join('\n', _lines[(start + 1)..end]));
            start = end;
        }
    }

    /// <summary>A finding, with the place that a person can go to.</summary>
    public string At(int line, string problem) => $"{path}:{line}: {problem}";
}
