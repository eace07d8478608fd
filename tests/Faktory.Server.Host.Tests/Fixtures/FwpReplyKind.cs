namespace Faktory.Server.Host.Tests.Fixtures;

internal enum FwpReplyKind
{
    Simple,
    Error,
    Bulk,
    Null,

    /// <summary>The server closed the connection.</summary>
    End,
}
