namespace Worker.Demo.Merging;

/// <summary>Sums over files that could be read.</summary>
/// <param name="Files">How many.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Lines">Their lines.</param>
/// <param name="Words">Their words.</param>
internal sealed record Totals(long Files, long Bytes, long Lines, long Words)
{
    /// <summary>The sums over nothing.</summary>
    public static Totals Zero { get; } = new(0, 0, 0, 0);

    /// <summary>Adds two sums.</summary>
    public static Totals operator +(Totals left, Totals right) =>
        new(left.Files + right.Files, left.Bytes + right.Bytes, left.Lines + right.Lines, left.Words + right.Words);
}
