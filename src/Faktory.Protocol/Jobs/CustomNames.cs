namespace Faktory.Protocol;

/// <summary>Keys of <c>custom</c> that mean something to a server.</summary>
internal static class CustomNames
{
    /// <summary>The batch that the job is a member of.</summary>
    public const string BatchId = "bid";

    /// <summary>Seconds for which the job is unique.</summary>
    public const string UniqueFor = "unique_for";

    /// <summary>What ends the uniqueness early.</summary>
    public const string UniqueUntil = "unique_until";

    /// <summary>Seconds after which the job is not worth running.</summary>
    public const string ExpiresIn = "expires_in";

    /// <summary>Keep the job's progress.</summary>
    public const string Track = "track";
}
