namespace Faktory.Server.Hosting;

/// <summary>How much memory the process holds.</summary>
internal interface IMemoryProbe
{
    long UsedBytes { get; }

    /// <summary>What the process may use in all; a container's limit where there is one.</summary>
    long AvailableBytes { get; }

    /// <summary>What the process has taken from the system for it, in use or not.</summary>
    long CommittedBytes { get; }

    /// <summary>Asks for garbage to be collected in the background, because it counts as used until it is.</summary>
    void Reclaim();

    /// <summary>Collects garbage and gives everything that is not in use back to the system. All threads stand still meanwhile.</summary>
    void GiveBack();
}
