namespace Faktory.Benchmarks;

/// <summary>Something could not be measured, for a reason that a person can mend. The message says what to do.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
