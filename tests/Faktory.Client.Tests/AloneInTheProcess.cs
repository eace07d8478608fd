namespace Faktory.Client.Tests;

/// <summary>Tests that measure the memory of the process, so that nothing else may run beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
