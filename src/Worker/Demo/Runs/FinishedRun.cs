using Worker.Demo.Merging;

namespace Worker.Demo.Runs;

/// <summary>How a run ended.</summary>
/// <param name="BatchId">The chain's root batch.</param>
/// <param name="Totals">The sums of its report.</param>
internal sealed record FinishedRun(string BatchId, Totals Totals);
