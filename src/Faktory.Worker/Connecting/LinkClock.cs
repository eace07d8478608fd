namespace Faktory.Worker;

/// <summary>The clock by which connections are found dead and made again, where it is another than that of the jobs: a test moves the one and not the other.</summary>
/// <param name="Time">The clock.</param>
internal sealed record LinkClock(TimeProvider Time);
