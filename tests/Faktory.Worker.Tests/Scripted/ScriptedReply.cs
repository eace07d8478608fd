namespace Faktory.Worker.Tests;

/// <summary>How a result is answered.</summary>
/// <param name="Error">The text of an -ERR.</param>
/// <param name="Cut">Whether the connection is lost instead.</param>
internal sealed record ScriptedReply(string? Error = null, bool Cut = false)
{
    public static readonly ScriptedReply Ok = new();
    public static readonly ScriptedReply NoTracking = new("ERR tracking is not available here");
    public static readonly ScriptedReply Lost = new(Cut: true);
}
