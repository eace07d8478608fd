using System.Diagnostics;
using System.Threading.Channels;

namespace Worker.Tests.Processes;

/// <summary>A built program as a process of its own.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    // Far more than most of them need; a process that hangs is to fail its test, not to stop all of them.
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task<string> _errors;
    private readonly Task _reading;
    private readonly List<string> _output = [];

    private ProgramProcess(Process process, TimeSpan patience)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadOutputAsync();
        _patience.CancelAfter(patience);
    }

    /// <summary>Cancelled when the process has taken too long.</summary>
    public CancellationToken TooLong => _patience.Token;

    /// <summary>What it has written to its standard output; complete once it has exited.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts it.</summary>
    /// <param name="program">Its assembly.</param>
    /// <param name="folder">Its current folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Changes of its environment.</param>
    /// <param name="patience">How long it may live; 2 minutes if null.</param>
    public static ProgramProcess Start(
        string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? patience = null)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { "exec", program }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ProgramProcess(Process.Start(start)!, patience ?? DefaultPatience);
    }

    /// <summary>Waits until it writes a line that contains a text.</summary>
    public async Task<string> LineAsync(string text)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(TooLong))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The process ended without a line with \"{text}\".\n{Output}\n{await _errors}");
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Outcome> ExitAsync()
    {
        await _process.WaitForExitAsync(TooLong);
        await _reading;
        return new Outcome(_process.ExitCode, Output, await _errors);
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Ends it without giving it a chance to do anything (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM).</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _reading;
        await _errors;
        _process.Dispose();
        _patience.Dispose();
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output.Add(line);
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }

    /// <summary>How a process ended.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Errors);
}
