namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>Jobs as JSON text, in the fewest words.</summary>
internal static class JobText
{
    /// <param name="jobId">At least eight characters.</param>
    /// <param name="queue">Where it goes.</param>
    /// <param name="bid">The batch it joins.</param>
    /// <param name="retry">The field, null to leave it out.</param>
    /// <param name="extra">More fields, beginning with a comma.</param>
    public static string Job(string jobId, string queue = "default", string? bid = null, int? retry = null, string extra = "")
    {
        var custom = bid is null ? "" : $$$""","custom":{"bid":"{{{bid}}}"}""";
        var times = retry is null ? "" : $",\"retry\":{retry}";
        return $$"""{"jid":"{{jobId}}","jobtype":"Work","args":[],"queue":"{{queue}}"{{times}}{{custom}}{{extra}}}""";
    }

    /// <summary>A callback that lands in a queue of its own, so that a test can look whether it is there.</summary>
    public static string Callback(string queue, int? retry = null)
    {
        var times = retry is null ? "" : $",\"retry\":{retry}";
        return $$"""{"jobtype":"Callback","args":[],"queue":"{{queue}}"{{times}}}""";
    }
}
