namespace Faktory;

/// <summary>One push on its way through the middleware.</summary>
/// <param name="job">What is to be pushed.</param>
public sealed class PushContext(Job job)
{
    /// <summary>What is to be pushed.</summary>
    public Job Job { get; set; } = job;

    /// <summary>Whether it is a callback of a batch, which the server pushes later.</summary>
    public bool IsCallback { get; init; }

    /// <summary>Cancelled when the caller gives up.</summary>
    public CancellationToken CancellationToken { get; init; }
}
