namespace Faktory.Server.Engine;

/// <summary>What is left to do of one bulk command. Nothing of it is stored: made anew after a restart, it finds what is left.</summary>
internal interface IBulkWork
{
    /// <summary>Does what comes next.</summary>
    /// <returns>What it cost, where a usual job costs 1; 0 when nothing is left.</returns>
    int Next();
}
