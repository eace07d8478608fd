namespace Worker.Demo.Runs;

/// <summary>A run with what is kept of it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Files">The files it works on.</param>
/// <param name="Finished">How it ended; null when it has not.</param>
internal sealed record StoredRun(DemoRun Run, IReadOnlyList<string> Files, FinishedRun? Finished)
{
    /// <summary>Whether its chain has come to its end.</summary>
    public bool IsFinished => Finished is not null;
}
