using Faktory;
using Worker.Demo.Progress;

namespace Worker.Demo;

/// <summary>Runs the demo and turns what went wrong into a message and an exit code.</summary>
internal static class DemoProgram
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 0 when the report is written.</returns>
    public static async Task<int> RunAsync(DemoRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await new DemoRunner(request, DemoConsole.Create()).RunAsync(cancellationToken);
            return 0;
        }
        catch (DemoException error)
        {
            return await FailAsync(error.Message, error.ExitCode);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or FaktoryException)
        {
            return await FailAsync(error.Message, DemoException.Failed);
        }
    }

    private static async Task<int> FailAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync(message);
        return exitCode;
    }
}
