namespace Faktory;

/// <summary>The outcome of a bulk push.</summary>
/// <param name="Pushed">How many jobs the server accepted.</param>
/// <param name="Duplicates">Ids of jobs refused as not unique.</param>
public sealed record PushManyResult(int Pushed, IReadOnlyList<string> Duplicates);
