namespace Faktory;

/// <summary>What a retry of a batch with everything below it set going.</summary>
/// <param name="Jobs">Jobs that waited for a retry or were dead and are queued now, those of callbacks included.</param>
/// <param name="Callbacks">Callbacks whose job was gone and that get a new one.</param>
/// <param name="Gone">Members that stay unsettled until they are pushed again, because their jobs were removed.</param>
public sealed record BatchRetry(long Jobs, long Callbacks, long Gone)
{
    /// <summary>The ids of such members, 1,000 at most.</summary>
    public IReadOnlyList<string> GoneJobIds { get; init; } = [];
}
