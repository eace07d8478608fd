using System.Diagnostics;

namespace Faktory.Server.Sqlite.Tests;

/// <summary>Runs one test of this assembly in a process of its own, where it finds the database it was given.</summary>
internal static class OtherProcess
{
    private const string Variable = "FAKTORY_TEST_DATABASE";

    /// <summary>The database to work on, when this is the other process.</summary>
    public static string? Database => Environment.GetEnvironmentVariable(Variable);

    public static Process Start(Type test, string method, string database)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", test.Assembly.Location, "--filter-method", $"{test.FullName}.{method}" },
            RedirectStandardOutput = true,
        };
        start.Environment[Variable] = database;
        return Process.Start(start)!;
    }
}
