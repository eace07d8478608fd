namespace Faktory.Fuzz.Tests.Grammar;

/// <summary>What may answer a command besides an error.</summary>
[Flags]
internal enum ReplyForms
{
    None = 0,

    /// <summary><c>+OK</c>.</summary>
    Ok = 1,

    /// <summary>A bulk that is a JSON object.</summary>
    Json = 2,

    /// <summary>A bulk that is the id of a batch.</summary>
    BatchId = 4,

    /// <summary>A bulk that is a job as JSON.</summary>
    Job = 8,

    /// <summary><c>$-1</c>.</summary>
    Null = 16,
}
