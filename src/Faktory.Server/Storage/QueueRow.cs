namespace Faktory.Server.Storage;

/// <summary>A known queue.</summary>
/// <param name="Name">Its name; the key.</param>
/// <param name="Paused">Whether FETCH skips it.</param>
public readonly record struct QueueRow(string Name, bool Paused);
