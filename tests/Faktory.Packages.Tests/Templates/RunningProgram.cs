using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Faktory.Packages.Tests.Templates;

/// <summary>A program that runs until it is told to stop; it never outlives its test.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private Action _seen = () => { };

    private RunningProgram(ProcessStartInfo start) => _process = new Process { StartInfo = start };

    /// <summary>Starts it.</summary>
    public static RunningProgram Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var program = new RunningProgram(start);
        program._process.OutputDataReceived += program.Append;
        program._process.ErrorDataReceived += program.Append;
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Waits until it has written what the pattern matches.</summary>
    /// <returns>The first group.</returns>
    public async Task<string> WaitForAsync(Regex pattern)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            _seen += Look;
            Look();
        }

        var ended = _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(found.Task, ended).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return found.Task.IsCompleted ? await found.Task : throw new InvalidOperationException($"The program ended without writing \"{pattern}\":\n{Output}");

        void Look()
        {
            if (pattern.Match(_output.ToString()) is { Success: true } match)
            {
                found.TrySetResult(match.Groups[1].Value);
            }
        }
    }

    /// <summary>All that it has written.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Sends SIGTERM and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
            _seen();
        }
    }
}
