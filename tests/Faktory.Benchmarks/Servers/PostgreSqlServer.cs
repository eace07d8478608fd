using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Faktory.Benchmarks.Servers;

/// <summary>A PostgreSQL of its own in a temporary folder, with its default settings, that ends with the measurement.</summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string Root = "/usr/lib/postgresql";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _programs;
    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly int _processId;

    private PostgreSqlServer(string programs, DirectoryInfo folder, Process process, int port)
    {
        _programs = programs;
        _folder = folder;
        _process = process;
        _processId = process.Id;
        ConnectionString = $"Host=127.0.0.1;Port={port};Database=postgres;Username=postgres;Maximum Pool Size=150;No Reset On Close=true";
    }

    public string ConnectionString { get; }

    private static string Data(DirectoryInfo folder) => Path.Combine(folder.FullName, "data");

    /// <summary>Starts one on a free port.</summary>
    /// <exception cref="BenchmarkException">It is not installed, or does not start.</exception>
    public static async Task<PostgreSqlServer> StartAsync(CancellationToken cancellationToken)
    {
        var programs = Directory.Exists(Root)
            ? Directory.GetDirectories(Root).Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max()
            : null;
        if (programs is null)
        {
            throw new BenchmarkException("PostgreSQL is not installed (apt-get install -y --no-install-recommends postgresql).");
        }

        var folder = Directory.CreateTempSubdirectory("faktory-benchmarks-");
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(new ProcessStartInfo("chown", ["postgres", folder.FullName]), cancellationToken);
        }

        await RunAsync(Command(programs, folder, "initdb", "-D", Data(folder), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"), cancellationToken);
        var port = FreePort();
        var process = Process.Start(Command(
            programs, folder, "postgres", "-D", Data(folder), "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-k", folder.FullName, "-c", "max_connections=200", "-c", "log_min_messages=fatal"))!;
        var server = new PostgreSqlServer(programs, folder, process, port);
        await server.WaitUntilReadyAsync(cancellationToken);
        return server;
    }

    /// <summary>The CPU time of all its processes, those that have ended included.</summary>
    public TimeSpan ReadCpu() => ProcessTree.ReadCpu(_processId);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (!_process.HasExited)
        {
            await RunAsync(Command(_programs, _folder, "pg_ctl", "stop", "-D", Data(_folder), "-m", "immediate"), CancellationToken.None);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException error) when (since.Elapsed < Patience && !_process.HasExited)
            {
                // It says only on its log when it is ready; asking again is what pg_ctl does too.
                Debug.WriteLine(error.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
            catch (NpgsqlException error)
            {
                await DisposeAsync();
                throw new BenchmarkException($"PostgreSQL did not start: {error.Message}");
            }
        }
    }

    // PostgreSQL refuses to run as root.
    private static ProcessStartInfo Command(string programs, DirectoryInfo folder, string program, params string[] arguments)
    {
        var path = Path.Combine(programs, program);
        return Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", path, .. arguments]) { WorkingDirectory = folder.FullName }
            : new ProcessStartInfo(path, arguments) { WorkingDirectory = folder.FullName };
    }

    private static async Task RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new BenchmarkException($"{start.FileName} {string.Join(' ', start.ArgumentList)} failed: {error.Trim()}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
