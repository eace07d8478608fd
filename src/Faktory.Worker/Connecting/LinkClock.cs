namespace Faktory.Worker;

/// <summary>The clock of the pauses before a connection is made again, where it is another than that of the jobs: a test moves the one and not the other.</summary>
/// <param name="Time">The clock.</param>
internal sealed record LinkClock(TimeProvider Time);
