namespace Faktory.Testing;

/// <summary>What a handler said of how far it is.</summary>
/// <param name="Percent">0 to 100.</param>
/// <param name="Description">For a person; null for none.</param>
public sealed record ReportedProgress(int Percent, string? Description);
