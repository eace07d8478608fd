namespace Faktory.LoadTest.Wire;

/// <summary>The forms of a reply.</summary>
internal enum ReplyKind
{
    /// <summary><c>+text</c>.</summary>
    Simple,

    /// <summary><c>-text</c>.</summary>
    Error,

    /// <summary><c>$length</c> and so many bytes.</summary>
    Bulk,

    /// <summary><c>$-1</c>.</summary>
    Nothing,
}
