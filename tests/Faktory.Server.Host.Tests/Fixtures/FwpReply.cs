namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>What the server answered.</summary>
/// <param name="Kind">Its form on the wire.</param>
/// <param name="Text">Without the marker; of an error with its code, such as <c>ERR no such batch b-1</c>.</param>
internal sealed record FwpReply(FwpReplyKind Kind, string Text)
{
    /// <summary>Close to the wire, so that a failed comparison reads well.</summary>
    public override string ToString() => Kind switch
    {
        FwpReplyKind.Simple => "+" + Text,
        FwpReplyKind.Error => "-" + Text,
        FwpReplyKind.Bulk => Text,
        FwpReplyKind.Null => "$-1",
        _ => "<EOF>",
    };
}
