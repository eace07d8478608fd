namespace Faktory.LoadTest.Measuring;

/// <summary>One line of the table.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Connections">Over how many connections.</param>
/// <param name="Depth">With how many commands in flight on each.</param>
/// <param name="Jobs">How many jobs.</param>
/// <param name="Elapsed">In what time.</param>
/// <param name="Median">The latency of a command at the middle.</param>
/// <param name="Slowest">The latency that one command in a hundred exceeds.</param>
/// <param name="ServerCpu">The CPU time of the server; null when its process is unknown.</param>
internal sealed record Measurement(
    string Name, int Connections, int Depth, int Jobs, TimeSpan Elapsed, TimeSpan Median, TimeSpan Slowest, TimeSpan? ServerCpu);
