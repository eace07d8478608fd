namespace Faktory.Server.Engine;

/// <summary>How far a batch member is; the numbers are stored.</summary>
internal enum MemberState : byte
{
    /// <summary>Never executed.</summary>
    Outstanding = 0,

    /// <summary>Executed, not acknowledged.</summary>
    Failed = 1,

    /// <summary>Acknowledged, or dropped because its batch was cancelled.</summary>
    Settled = 2,
}
