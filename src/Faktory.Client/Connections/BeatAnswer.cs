namespace Faktory.Client;

/// <summary>The answer to FWP BEAT.</summary>
/// <param name="Order">What the server wants of the worker as a whole.</param>
/// <param name="Cancelled">The jobs it should stop, because their batches were cancelled (extension; empty elsewhere). Repeated until they are reported.</param>
internal sealed record BeatAnswer(WorkerOrder Order, IReadOnlyList<string> Cancelled)
{
    /// <summary>Carry on.</summary>
    public static BeatAnswer Run { get; } = new(WorkerOrder.Run, []);
}
