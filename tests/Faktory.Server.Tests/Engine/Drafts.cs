using System.Text;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>Commands' contents as a connection would hand them over: valid, payloads canonical.</summary>
internal static class Drafts
{
    /// <summary>A job to push; <c>custom</c> is given as its members beside <c>bid</c>, without braces.</summary>
    public static JobDraft Job(
        string jid,
        string? bid = null,
        string queue = "default",
        int retry = 25,
        int reserveFor = 0,
        DateTime? at = null,
        bool resend = false,
        string type = "work",
        string args = "[]",
        string? custom = null)
    {
        var members = string.Join(',', new[] { bid is null ? null : $"\"bid\":\"{bid}\"", custom }.OfType<string>());
        var payload = Encoding.UTF8.GetBytes(
            $$"""{"jid":"{{jid}}","queue":"{{queue}}","jobtype":"{{type}}","args":{{args}},"retry":{{retry}}{{Field("reserve_for", reserveFor == 0 ? null : $"{reserveFor}")}}{{Field("at", Quoted(at))}}{{Field("custom", members.Length == 0 ? null : $"{{{members}}}")}},"created_at":"2026-01-01T00:00:00Z"}""");
        return new JobDraft
        {
            JobId = jid,
            Hash = JobHash.Of(jid),
            Queue = queue,
            Retry = retry,
            ReserveFor = reserveFor,
            At = at,
            BatchId = bid,
            IsResend = resend,
            Payload = payload,
            Terms = JobTermsReader.Read(payload),
        };
    }

    public static CallbackDraft Callback(
        string type = "callback",
        string? jid = null,
        string queue = "default",
        int retry = 25,
        string? bid = null,
        string? custom = null,
        DateTime? at = null) => new()
        {
            JobId = jid,
            Custom = Custom(custom, bid),
            Payload = Encoding.UTF8.GetBytes(
                $$"""{"queue":"{{queue}}","jobtype":"{{type}}","args":[],"retry":{{retry}}{{Field("at", Quoted(at))}},"created_at":"2026-01-01T00:00:00Z"}"""),
        };

    private static string Field(string name, string? value) => value is null ? "" : $",\"{name}\":{value}";

    private static string? Quoted(DateTime? time) => time is { } at ? $"\"{WireTime.Format(at)}\"" : null;

    private static byte[]? Custom(string? custom, string? bid)
    {
        if (bid is not null)
        {
            custom = $$"""{"bid":"{{bid}}"{{(custom is null ? "" : "," + custom[1..^1])}}}""";
        }

        return custom is null ? null : Encoding.UTF8.GetBytes(custom);
    }
}
