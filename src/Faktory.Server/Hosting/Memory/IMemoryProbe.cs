namespace Faktory.Server.Hosting;

/// <summary>How much memory the process holds.</summary>
internal interface IMemoryProbe
{
    long UsedBytes { get; }

    /// <summary>What the process may use in all; a container's limit where there is one.</summary>
    long AvailableBytes { get; }

    /// <summary>Asks for garbage to be collected in the background, because it counts as used until it is.</summary>
    void Reclaim();
}
