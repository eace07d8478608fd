using System.Diagnostics;
using System.Text.Json;

namespace Worker.Tests.Processes;

/// <summary>The report as a stranger reads it, and what <c>wc</c> and <c>sha256sum</c> say about the same files.</summary>
internal static class ReportOnDisk
{
    public static Dictionary<string, string> Files(string report)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(report));
        return json.RootElement.GetProperty("files").EnumerateArray().ToDictionary(
            file => file.GetProperty("path").GetString()!,
            file => Facts(file.GetProperty("lines").GetInt64(), file.GetProperty("words").GetInt64(), file.GetProperty("bytes").GetInt64(), file.GetProperty("sha256").GetString()!));
    }

    /// <summary>Sums per extension and over all (under "all"), written as <c>files lines words bytes</c>.</summary>
    public static Dictionary<string, string> Sums(string report)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(report));
        var sums = json.RootElement.GetProperty("extensions").EnumerateArray()
            .ToDictionary(row => row.GetProperty("extension").GetString()!, row => Sum(row.GetProperty("totals")));
        sums["all"] = Sum(json.RootElement.GetProperty("totals"));
        return sums;
    }

    /// <summary>Asks <c>wc</c> and <c>sha256sum</c>, in the C locale.</summary>
    public static string Expected(string path)
    {
        var counts = Ask("wc -l -w -c", path);
        return Facts(long.Parse(counts[0]), long.Parse(counts[1]), long.Parse(counts[2]), Ask("sha256sum", path)[0]);
    }

    private static string[] Ask(string command, string path)
    {
        // Through standard input, so that no name can confuse the command.
        var start = new ProcessStartInfo("sh", ["-c", $"{command} < \"$1\"", "sh", path]) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Facts(long lines, long words, long bytes, string hash) => $"{lines} {words} {bytes} {hash}";

    private static string Sum(JsonElement totals) =>
        $"{totals.GetProperty("files")} {totals.GetProperty("lines")} {totals.GetProperty("words")} {totals.GetProperty("bytes")}";
}
