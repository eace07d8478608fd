namespace Worker.Demo;

/// <summary>The demo cannot go on. The message is what the person at the console reads.</summary>
internal sealed class DemoException(string message, int exitCode = DemoException.Failed) : Exception(message)
{
    /// <summary>Exit code of an error that has no code of its own.</summary>
    public const int Failed = 1;

    /// <summary>Exit code of an input folder that does not exist.</summary>
    public const int FolderMissing = 2;

    /// <summary>Exit code after Ctrl-C or SIGTERM.</summary>
    public const int Stopped = 130;

    /// <summary>Exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The input folder does not exist.</summary>
    public static DemoException NoSuchFolder(string folder) => new(
        File.Exists(folder)
            ? $"{folder} is a file. Name the folder to look at with --input DIR."
            : $"The folder {folder} does not exist. Name one that does with --input DIR.",
        FolderMissing);

    /// <summary>The data folder holds a run that is not finished.</summary>
    public static DemoException Unfinished(string data, string input) => new(
        $"{data} holds an unfinished run over {input}. Go on with it: demo --resume (with the same --data). Or start anew: delete that folder, or name another one with --data DIR.");

    /// <summary>The process was asked to stop.</summary>
    public static DemoException Interrupted() => new(
        "Stopped before the end. Nothing is lost: demo --resume goes on (with the same --data).", Stopped);
}
