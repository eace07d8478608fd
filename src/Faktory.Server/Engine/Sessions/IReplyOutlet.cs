namespace Faktory.Server.Engine;

/// <summary>The connection behind a <see cref="Session"/>, as the engine's host calls it. Both calls return at once and never throw.</summary>
internal interface IReplyOutlet
{
    /// <summary>Some of its commands were released since the last call (once per connection and group): write, in order, what is released.</summary>
    void OnReleased();

    /// <summary>
    /// Commands of this connection were applied but can never be answered truthfully, because the store failed:
    /// close without another reply (DESIGN rule 4).
    /// </summary>
    void Abort();
}
