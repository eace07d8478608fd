using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>The stand-alone server as a process of its own, as an operator would start it.</summary>
internal sealed partial class KillableServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly AddressLog _address = new();
    private readonly List<string> _errors = [];

    private KillableServer(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Where it takes commands.</summary>
    public IPEndPoint Address { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Where it answers health probes.</summary>
    public Uri Web { get; private set; } = new("http://none/");

    /// <summary>What it wrote on its error output, for the message of a failing test.</summary>
    public string Log
    {
        get
        {
            lock (_errors)
            {
                return string.Join('\n', _errors);
            }
        }
    }

    /// <summary>Starts it on a folder of data and waits until it takes commands.</summary>
    /// <param name="folder">Of the data.</param>
    /// <param name="settings">More settings, by the names of their environment variables.</param>
    public static async Task<KillableServer> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        var server = new KillableServer(new Process { StartInfo = StartInfo(folder, settings) });
        try
        {
            server.Run();
            var exited = server._process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var first = await Task.WhenAny(server._address.Found, exited).WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.True(first != exited, $"The server did not start:\n{server.Log}");
            server.Address = await server._address.Found;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it on a folder of data where it cannot start, and waits for its end.</summary>
    /// <param name="folder">Of the data.</param>
    /// <param name="by">A program with its arguments that becomes the server; empty for none.</param>
    /// <returns>Its exit code and what it said.</returns>
    public static async Task<(int Code, string Log)> FailToStartAsync(string folder, params string[] by)
    {
        await using var server = new KillableServer(new Process { StartInfo = StartInfo(folder, [], by) });
        server.Run();
        return (await server.ExitAsync(), server.Log);
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>
    /// Lets it write no file beyond so many bytes, as if its disk were full; null ends that. Other than a small disk this
    /// needs no rights. Linux only.
    /// </summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        var limit = bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited";
        using var prlimit = Process.Start("prlimit", ["--pid", _process.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={limit}:unlimited"]);
        await prlimit.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, prlimit.ExitCode);
    }

    /// <summary>Starts it on a folder of data and kills it after a while, whatever it is doing then.</summary>
    public static async Task InterruptStartAsync(string folder, TimeSpan after)
    {
        await using var server = new KillableServer(new Process { StartInfo = StartInfo(folder, []) });
        server.Run();
        await Task.WhenAny(server._address.Found, Task.Delay(after, TestContext.Current.CancellationToken));
        await server.KillAsync();
    }

    /// <summary>SIGKILL: it gets no chance to do anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>SIGTERM: it stops in an orderly way.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning())
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _address.Dispose();
    }

    private void Run()
    {
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private static ProcessStartInfo StartInfo(string folder, (string Name, string Value)[] settings, params string[] by)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        string[] command =
        [
            // A write beyond the limit is to fail, not to end the process.
            .. by.Length > 0 ? by : ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"],
            dotnet, "exec", Path.Combine(AppContext.BaseDirectory, "Faktory.Server.Host.dll"), "-b", "127.0.0.1:0", "-w", "127.0.0.1:0", "-d", folder,
        ];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            // Away from any appsettings.json of whoever runs the tests.
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("FAKTORY", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            info.Environment.Remove(name);
        }

        info.Environment["Faktory__Server__MinimumReservation"] = "00:00:01";
        info.Environment["Faktory__Server__RetryBase"] = "00:00:01";
        info.Environment["Faktory__Server__WorkerLostAfter"] = "00:00:05";
        foreach (var (name, value) in settings)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private async Task WaitForExitAsync() =>
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    private bool IsRunning()
    {
        try
        {
            return !_process.HasExited;
        }
        catch (InvalidOperationException)
        {
            // It was never started.
            return false;
        }
    }

    private void Read(string line)
    {
        if (HealthAddress().Match(line) is { Success: true } match)
        {
            Web = new Uri(match.Value);
        }

        _address.Read(line);
    }

    [GeneratedRegex(@"http://[0-9.:]+")]
    private static partial Regex HealthAddress();

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_errors)
            {
                _errors.Add(line);
            }
        }
    }
}
