namespace Worker.Tests.Processes;

/// <summary>Tests that start processes run one after the other: each is to have the machine for itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessGroup
{
    public const string Name = "processes";
}
