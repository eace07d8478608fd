using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Faktory.LoadTest.Servers;

/// <summary>A server in a process of its own that ends with the measurement, whatever becomes of that.</summary>
internal sealed partial class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private LocalServer(Process process, DirectoryInfo folder)
    {
        _process = process;
        _folder = folder;
    }

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    public int ProcessId => _process.Id;

    /// <summary>Starts the stand-alone server with its data in a temporary folder.</summary>
    /// <exception cref="LoadException">It does not start.</exception>
    public static Task<LocalServer> StartFaktoryAsync(string program, string? durability, string? password, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("faktory-load-");
        var start = Start(folder, program, "-b", "127.0.0.1:0", "-w", "127.0.0.1:0", "-d", Path.Combine(folder.FullName, "data"));
        start.Environment["FAKTORY_PASSWORD"] = password ?? "";
        if (durability is not null)
        {
            start.Environment["Faktory__Server__Durability"] = durability;
        }

        return StartAsync(start, folder, cancellationToken);
    }

    /// <summary>Starts the echo of this tool.</summary>
    /// <exception cref="LoadException">It does not start.</exception>
    public static Task<LocalServer> StartEchoAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("faktory-load-");
        return StartAsync(Start(folder, typeof(LocalServer).Assembly.Location, EchoServer.CommandName), folder, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(Patience);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static ProcessStartInfo Start(DirectoryInfo folder, string program, params string[] arguments) =>
        new("dotnet", [Path.GetFullPath(program), .. arguments]) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true };

    private static async Task<LocalServer> StartAsync(ProcessStartInfo start, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var server = new LocalServer(Process.Start(start)!, folder);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            server.EndPoint = await server.ReadAddressAsync(limit.Token);
            return server;
        }
        catch (Exception error)
        {
            await server.DisposeAsync();
            if (error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new LoadException($"{start.ArgumentList[0]} did not say within {Patience.TotalSeconds:F0} s that it is ready.");
            }

            throw;
        }
    }

    private async Task<IPEndPoint> ReadAddressAsync(CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (ReadyLine().Match(line) is { Success: true } ready)
            {
                return IPEndPoint.Parse(ready.Groups["address"].Value);
            }
        }

        throw new LoadException("The server ended before it was ready; its own words are above.");
    }

    [GeneratedRegex(@"commands on (?<address>[\d.]+:\d+)")]
    private static partial Regex ReadyLine();
}
