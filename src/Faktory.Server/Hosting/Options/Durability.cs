namespace Faktory;

/// <summary>What an embedded server promises when it answers a command.</summary>
public enum Durability
{
    /// <summary>The change is synced to the disk: it survives a power cut.</summary>
    Full,

    /// <summary>The change is handed to the operating system: it survives the process, but a power cut may lose the last ones.</summary>
    Relaxed,
}
