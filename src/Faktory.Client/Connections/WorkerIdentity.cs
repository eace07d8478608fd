namespace Faktory.Client;

/// <summary>What a worker says about itself in HELLO. All connections of one worker say the same.</summary>
/// <param name="Wid">The worker id (FWP <c>wid</c>).</param>
internal sealed record WorkerIdentity(string Wid)
{
    /// <summary>Free labels that people see.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Asks for the jobs of a vanished worker to go back at once (extension field <c>release</c>; other servers ignore it).</summary>
    public bool Release { get; init; } = true;

    /// <summary>Asks BEAT to name the jobs whose batches were cancelled (extension field <c>features</c>: <c>cancel</c>; other servers ignore it).</summary>
    public bool HearsCancel { get; init; } = true;
}
