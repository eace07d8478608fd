namespace Faktory.Testing.Tests.Telemetry;

/// <summary>Tests that listen to the whole process, or need that nobody does, so that nothing else may run beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
