namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>Where a job is, as its client knows it.</summary>
internal enum JobPlace
{
    /// <summary>In its scenario's queue.</summary>
    Queue,

    /// <summary>In another queue of its scenario.</summary>
    Aside,
    Scheduled,
    Working,
    Retries,
    Dead,

    /// <summary>Never accepted, or done with.</summary>
    Gone,
}
