namespace Faktory.Testing;

/// <summary>What came of running what was due.</summary>
/// <param name="Succeeded">Executions that ended well.</param>
/// <param name="Failed">Executions that failed, whatever becomes of their jobs.</param>
/// <param name="Waiting">The jobs that are left: those in queues first, then scheduled, to be retried and dead ones, each by their time.</param>
public sealed record DrainResult(int Succeeded, int Failed, IReadOnlyList<WaitingJob> Waiting)
{
    /// <summary>All executions.</summary>
    public int Ran => Succeeded + Failed;

    /// <summary>The counts, and a line for each of the first 20 jobs that are left.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine, [$"{Ran} ran, {Failed} of them failed; {Waiting.Count} left.", .. Waiting.Take(20).Select(job => $"- {job}")]);
}
