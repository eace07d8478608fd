using Microsoft.Data.Sqlite;
using Worker.Demo.Runs;

namespace Worker.Tests.Processes;

/// <summary>What ran, from the demo's own log, and what the server still holds, from its file.</summary>
/// <param name="data">The demo's data folder.</param>
internal sealed class Executions(string data)
{
    /// <summary>The executions so far, in order. Empty while no run is stored.</summary>
    public IReadOnlyList<Execution> Read()
    {
        var log = Directory.Exists(Path.Combine(data, "runs"))
            ? Directory.EnumerateFiles(Path.Combine(data, "runs"), "executions.log", SearchOption.AllDirectories).SingleOrDefault()
            : null;
        return log is null ? [] : [.. Lines(log).Select(line => line.Split(' ', 3)).Select(parts => new Execution(parts[0], parts[1], parts[2]))];
    }

    /// <summary>The ids of the jobs that the server's file still holds: everything that was pushed and not acknowledged.</summary>
    public async Task<IReadOnlySet<string>> UnacknowledgedAsync()
    {
        // A copy, because opening the file may already change it.
        var copy = Directory.CreateTempSubdirectory("faktory-demo-copy-").FullName;
        foreach (var file in Directory.EnumerateFiles(data, "faktory.db*"))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        var jobs = new HashSet<string>();
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(copy, "faktory.db")};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT CAST(payload AS TEXT) ->> 'jid' FROM jobs";
            await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            {
                jobs.Add(rows.GetString(0));
            }
        }

        Directory.Delete(copy, recursive: true);
        return jobs;
    }

    // The process may be writing at this moment; a line that is not complete yet does not count.
    private static string[] Lines(string log)
    {
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>One execution of a job, as <see cref="ExecutionLog"/> notes it.</summary>
internal sealed record Execution(string Type, string JobId, string Arguments);
