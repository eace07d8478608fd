namespace Faktory.Server.Tests;

/// <summary>Tests of what belongs to the whole process, such as its memory: no other test runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
