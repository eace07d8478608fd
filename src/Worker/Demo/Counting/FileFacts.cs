namespace Worker.Demo.Counting;

/// <summary>What stage 1 finds out about one file.</summary>
/// <param name="Path">Relative to the input folder, with forward slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Lines">As <c>wc -l</c> counts them.</param>
/// <param name="Words">As <c>wc -w</c> counts them in the C locale.</param>
/// <param name="Sha256">As <c>sha256sum</c> prints it; null when the file could not be read.</param>
internal sealed record FileFacts(string Path, long Bytes, long Lines, long Words, string? Sha256)
{
    /// <summary>Why the file could not be read; null when it could.</summary>
    public string? Problem { get; init; }

    /// <summary>The facts of a file that could not be read.</summary>
    public static FileFacts Unreadable(string path, string problem) => new(path, 0, 0, 0, null) { Problem = problem };
}
