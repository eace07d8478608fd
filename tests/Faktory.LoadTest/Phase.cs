namespace Faktory.LoadTest;

/// <summary>What is measured.</summary>
internal enum Phase
{
    /// <summary>Jobs are pushed.</summary>
    Push,

    /// <summary>Waiting jobs are fetched and acknowledged.</summary>
    Process,

    /// <summary>Half of the connections push what the other half processes.</summary>
    Both,
}
