using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Faktory.Server.Host.Tests;

/// <summary>A stand-alone server as a process of its own, in a folder of its own.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private HostProcess(Process process, string folder) => (_process, Folder) = (process, folder);

    /// <summary>Its current folder.</summary>
    public string Folder { get; }

    public IPEndPoint Commands { get; private set; } = new(IPAddress.None, 0);

    public Uri Web { get; private set; } = new("http://none/");

    public static HostProcess Start(string? folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        folder ??= Directory.CreateTempSubdirectory("faktory-host-").FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Faktory.Server.Host.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new HostProcess(Process.Start(start)!, folder);
    }

    /// <summary>Started, on free ports, and ready.</summary>
    public static async Task<HostProcess> StartReadyAsync(string? folder = null, (string Name, string Value)[]? environment = null, params string[] arguments)
    {
        var host = Start(folder, environment ?? [], ["-b", "127.0.0.1:0", "-w", "127.0.0.1:0", .. arguments]);
        var line = await host._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null)
        {
            Assert.Fail($"The server did not start: {await host._process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
        }

        var ready = ReadyLine().Match(line);
        Assert.True(ready.Success, line);
        host.Commands = IPEndPoint.Parse(ready.Groups["commands"].Value);
        host.Web = new Uri(ready.Groups["web"].Value);
        return host;
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it logs a line with this text.</summary>
    /// <returns>The line.</returns>
    public async Task<string> LogAsync(string text)
    {
        while (await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The server ended without logging \"{text}\".");
    }

    /// <summary>Its exit code and what it had still to say.</summary>
    public async Task<(int Code, string Output, string Errors)> ExitAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var output = _process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = _process.StandardError.ReadToEndAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
        return (_process.ExitCode, await output, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    [GeneratedRegex(@"^Faktory server ready: commands on (?<commands>\S+), health on (?<web>\S+), data in .+\.$")]
    private static partial Regex ReadyLine();
}
