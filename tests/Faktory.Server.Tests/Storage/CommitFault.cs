namespace Faktory.Server.Tests.Storage;

/// <summary>Where a commit of a <see cref="FaultyStore"/> goes wrong.</summary>
internal enum CommitFault
{
    /// <summary>Nothing of the group reaches the store.</summary>
    BeforeInner,

    /// <summary>The group is durable, but the commit reports a failure.</summary>
    AfterInner,
}
