namespace Faktory.Benchmarks.Systems;

/// <summary>What can be measured.</summary>
internal enum SystemName
{
    Faktory,
    HangfireMemory,
    HangfirePostgreSql,
    QuartzMemory,
    QuartzPostgreSql,
}
