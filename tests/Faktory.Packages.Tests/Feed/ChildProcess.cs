using System.Diagnostics;
using System.Text;

namespace Faktory.Packages.Tests.Feed;

/// <summary>Runs a program to its end, with its output captured and its time bounded.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs it. After <see cref="Patience"/> it is killed with all that it started.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public static async Task<CommandResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Describe(start)} did not end within {Patience}:\n{Text()}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return new CommandResult(process.ExitCode, Text());

        void Append(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }

        string Text()
        {
            lock (output)
            {
                return output.ToString().TrimEnd();
            }
        }
    }

    /// <summary>The command as a person would type it, and where.</summary>
    public static string Describe(ProcessStartInfo start) =>
        $"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)} (in {start.WorkingDirectory})";
}
