using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Faktory.Server.Host.Tests.Interop;

/// <summary>The npm package faktory-worker, installed once into a temporary folder in exactly the versions of the lock file.</summary>
public sealed class NodeClient : IAsyncLifetime
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ScenarioLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("faktory-node-").FullName;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Interop", "Node")))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        try
        {
            var (code, _, errors) = await RunAsync(InstallLimit, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            _missing = code == 0 ? null : $"npm ci failed: {errors}";
        }
        catch (Win32Exception error)
        {
            _missing = $"npm cannot be run ({error.Message}). Install Node.js 18 or later, for example with: apt-get install nodejs npm";
        }
    }

    /// <summary>Runs a scenario of scenario.js and gives what it saw. Skips the test where there is no npm, except in CI.</summary>
    /// <param name="scenario">Its name.</param>
    /// <param name="url">The server's address as this client writes it.</param>
    /// <param name="certificate">A PEM file to trust, for an encrypted connection; null for a plain one.</param>
    internal async Task<JsonElement> RunAsync(string scenario, string url, string? certificate = null)
    {
        if (_missing is not null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", _missing);
            Assert.Fail(_missing);
        }

        var (code, output, errors) = await RunAsync(ScenarioLimit, "node", ["scenario.js", scenario, url, .. certificate is null ? (string[])[] : [certificate]]);
        Assert.True(code == 0, $"The scenario ended with {code}.\n{output}\n{errors}");
        return JsonDocument.Parse(output).RootElement;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(TimeSpan limit, string program, params string[] arguments)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(limit);
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(stop.Token);
            var errors = process.StandardError.ReadToEndAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return (-1, "", $"{program} {string.Join(' ', arguments)} did not end within {limit.TotalSeconds} s: it waits for something that the server never did.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
