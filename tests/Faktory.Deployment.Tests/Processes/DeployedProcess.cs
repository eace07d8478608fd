using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Faktory.Deployment.Tests.Processes;

/// <summary>A published program in the sandbox, started in its own folder, with a data folder of its own.</summary>
internal sealed partial class DeployedProcess : IAsyncDisposable
{
    // Far more than any of them needs; a process that hangs is to fail its test, not to stop all of them.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _output = [];
    private readonly Process _process;
    private readonly Task _reading;

    private DeployedProcess(Process process, string data)
    {
        (_process, Data) = (process, data);
        _patience.CancelAfter(Patience);
        _reading = ReadAsync();
    }

    /// <summary>The folder that is <c>/data</c> in a container.</summary>
    public string Data { get; }

    /// <summary>All that it has printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="program">The full name of its dll.</param>
    /// <param name="arguments">Its arguments; <c>{data}</c> in them is its data folder.</param>
    /// <param name="variables">Its variables, besides those of a container.</param>
    public static DeployedProcess Start(string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        var data = Directory.CreateTempSubdirectory("faktory-data-").FullName;
        var environment = variables.Append(("Faktory__Server__DataDirectory", data)).Append(("SQLITE_TMPDIR", data)).ToDictionary();

        // As in an image: no home that exists, and a port for all programs.
        environment["HOME"] = "/nonexistent";
        environment.TryAdd("ASPNETCORE_HTTP_PORTS", "8080");
        var command = ReadOnlySandbox.Wrap(
            data, [Dotnet.Path, program, .. arguments.Select(argument => argument.Replace("{data}", data, StringComparison.Ordinal))], environment);
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Path.GetDirectoryName(program),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new DeployedProcess(Process.Start(start)!, data);
    }

    /// <summary>A server on free ports.</summary>
    public static DeployedProcess StartServer(PublishedPrograms programs, params (string Name, string Value)[] variables) => Start(
        Path.Combine(programs.Server, "Faktory.Server.Host.dll"),
        ["-w", "127.0.0.1:0"],
        [("Faktory__Server__Listen", "127.0.0.1:0"), .. variables]);

    /// <summary>Waits until a server takes commands.</summary>
    /// <returns>Where it takes commands, and where it serves HTTP.</returns>
    public async Task<(string Commands, Uri Web)> ReadyAsync()
    {
        var ready = ReadyLine().Match(await LineAsync("Faktory server ready"));
        return (ready.Groups["commands"].Value, new Uri(ready.Groups["web"].Value));
    }

    /// <summary>Waits for a line that contains a text.</summary>
    public async Task<string> LineAsync(string text)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(_patience.Token))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The process ended without a line with \"{text}\".\n{Output}");
    }

    /// <summary>Waits until a page answers with 200.</summary>
    public async Task<string> PageAsync(Uri web, string path)
    {
        using var http = new HttpClient { BaseAddress = web };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), _patience.Token);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadAsStringAsync(_patience.Token);
            }

            await timer.WaitForNextTickAsync(_patience.Token);
        }
    }

    /// <summary>Asks it to stop, as Kubernetes does.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
        return ExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(_patience.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
        _patience.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private async Task ReadAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        _lines.Writer.Complete();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.Add(line);
            }

            _lines.Writer.TryWrite(line);
        }
    }

    [GeneratedRegex(@"commands on (?<commands>\S+), health on (?<web>\S+), data")]
    private static partial Regex ReadyLine();
}
