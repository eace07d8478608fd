using System.Globalization;
using Faktory.Rollout.Tests.Pods;
using Faktory.RolloutWorker;

namespace Faktory.Rollout.Tests.Judging;

/// <summary>What a pod wrote into its journal.</summary>
internal static class JournalFile
{
    public static IReadOnlyList<Execution> Read(Pod pod, string path)
    {
        var executions = new List<Execution>();
        var running = new Dictionary<string, Execution>();
        foreach (var line in Lines(path))
        {
            var parts = line.Split(' ', 5);
            var at = new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero);
            var what = Enum.Parse<JournalEvent>(parts[1]);
            if (what == JournalEvent.Started)
            {
                executions.Add(running[parts[2]] = new Execution(pod, parts[2], parts[3], parts[4], at));
            }
            else
            {
                (running[parts[2]].Outcome, running[parts[2]].FinishedAt) = (what, at);
            }
        }

        return executions;
    }

    // The process may be writing at this moment; a line that is not complete yet does not count.
    private static string[] Lines(string path)
    {
        if (!File.Exists(path))
        {
            // The server's, which executes nothing.
            return [];
        }

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
