namespace Worker.Tests.Processes;

/// <summary>Starts the program of src/Worker, which is built next to the tests.</summary>
internal static class WorkerProcess
{
    /// <summary>Starts it.</summary>
    /// <param name="folder">Its current folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Changes of its environment.</param>
    public static ProgramProcess Start(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        ProgramProcess.Start(Path.Combine(AppContext.BaseDirectory, "Worker.dll"), folder, arguments, environment);

    /// <summary>Runs it to its end.</summary>
    public static async Task<ProgramProcess.Outcome> RunAsync(string folder, params string[] arguments)
    {
        await using var process = Start(folder, arguments);
        return await process.ExitAsync();
    }
}
