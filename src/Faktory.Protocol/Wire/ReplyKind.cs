namespace Faktory.Protocol;

/// <summary>The form of a server's reply (RESP).</summary>
public enum ReplyKind
{
    /// <summary><c>+text</c>.</summary>
    Simple,

    /// <summary><c>-CODE text</c>.</summary>
    Error,

    /// <summary><c>$length</c> and that many bytes.</summary>
    Bulk,

    /// <summary><c>$-1</c>.</summary>
    Null,
}
