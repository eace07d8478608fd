namespace Faktory.Server.Hosting;

/// <summary>Where the randomness of commands comes from.</summary>
internal interface ISeedSource
{
    ulong Next();
}
