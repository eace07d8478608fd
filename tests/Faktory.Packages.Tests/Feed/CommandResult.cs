namespace Faktory.Packages.Tests.Feed;

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">0 when it did what it was asked to.</param>
/// <param name="Output">Standard output and standard error, line by line as they came.</param>
public sealed record CommandResult(int ExitCode, string Output);
