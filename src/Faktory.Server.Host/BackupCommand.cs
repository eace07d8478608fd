using System.CommandLine;
using Faktory.Server.Sqlite;
using Faktory.Server.Storage;

namespace Faktory.Server.Host;

/// <summary>The command <c>backup FILE</c>.</summary>
internal static class BackupCommand
{
    private static readonly Argument<string> Target = new("FILE") { Description = "The file to make; a server starts from it as faktory.db in its data folder." };

    private static readonly Option<bool> Force = new("-f", "--force") { Description = "Replace FILE if it exists, once the new backup is whole." };

    /// <summary>Makes it.</summary>
    /// <param name="data">The option that names the folder of the data.</param>
    /// <param name="environment">The option that names the environment.</param>
    public static Command Create(Option<string?> data, Option<string?> environment)
    {
        var command = new Command(
            "backup", "Copies everything that the server has answered so far into one file, and checks the copy. The server may be running, or stopped.")
        {
            Target, Force,
        };
        command.SetAction((line, cancellationToken) => RunAsync(
            DatabaseOf(line.GetValue(data), line.GetValue(environment)), line.GetRequiredValue(Target), line.GetValue(Force), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string database, string backup, bool force, CancellationToken cancellationToken)
    {
        try
        {
            await SqliteBackup.RunAsync(database, backup, force, cancellationToken);
            await Console.Out.WriteLineAsync($"{database} is backed up to {Path.GetFullPath(backup)}, {new FileInfo(backup).Length} bytes.");
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"The backup was interrupted; {backup} was not made.");
            return 1;
        }
        catch (Exception error) when (error is StoreException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"Nothing was backed up. {error.Message}{(File.Exists(backup) && !force ? " --force replaces it." : "")}");
            return 1;
        }
    }

    /// <summary>Where the server with the same flags and settings has its data.</summary>
    private static string DatabaseOf(string? data, string? environment)
    {
        var configuration = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment }).Configuration;
        return Path.GetFullPath(Path.Combine(data ?? configuration["Faktory:Server:DataDirectory"] ?? new FaktoryServerOptions().DataDirectory, "faktory.db"));
    }
}
