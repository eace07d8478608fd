using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Faktory.LoadTest.Servers;

namespace Faktory.LoadTest;

/// <summary>The options, and what they must not be.</summary>
internal static class LoadCommandLine
{
    private static readonly Option<IPEndPoint> Server = new("--server")
    {
        HelpName = "ADDRESS:PORT",
        Description = "A running Faktory server.",
        CustomParser = ParseAddress,
        DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 7419),
    };

    private static readonly Option<bool> AllowRemote = new("--allow-remote") { Description = "Let --server be an address that is not of this machine." };
    private static readonly Option<string?> Password = new("--password") { HelpName = "TEXT", Description = "The password of the server. Default: FAKTORY_PASSWORD." };
    private static readonly Option<int?> ProcessId = new("--pid") { HelpName = "PID", Description = "The local process whose CPU time is counted (of --server)." };
    private static readonly Option<string?> ServerProgram = new("--start-server")
    {
        HelpName = "DLL",
        Description = "Faktory.Server.Host.dll: start it on a free port with data in a temporary folder, and end it afterwards.",
    };

    private static readonly Option<string?> Durability = new("--durability") { HelpName = "NAME", Description = "The durability of --start-server. Default: the server's own." };
    private static readonly Option<Phase[]> Phases = List("--phases", "push, process, both; several are measured one after another.", Phase.Push, Phase.Process, Phase.Both);
    private static readonly Option<int[]> Connections = List("--connections", "Connections; several numbers are measured one after another.", 1, 10, 50);
    private static readonly Option<int[]> Depths = List("--depth", "Commands in flight per connection; 1 is strict request-response. Several are measured one after another.", 1);
    private static readonly Option<int> Jobs = Number("--jobs", "Jobs of each measurement.", 20_000, 1, 10_000_000);
    private static readonly Option<int> WarmUp = Number("--warm-up", "Jobs moved before anything is measured.", 20_000, 0, 1_000_000);
    private static readonly Option<int> PushSize = Number("--pushb", "Jobs per PUSHB; 1 sends PUSH.", 1, 1, 1000);
    private static readonly Option<int> BatchSize = Number("--batch", "Members per batch; 0 makes no batches. Needs a server with batches.", 0, 0, 10_000_000);
    private static readonly Option<int> ArgumentSize = Number("--bytes", "Length of the argument of each job.", 100, 0, 1_000_000);
    private static readonly Option<bool> Baselines = new("--baselines") { Description = "Measure a Kestrel echo with the same connections, and single syncs of the disk, too." };
    private static readonly Option<int> Timeout = Number("--timeout", "Seconds after which everything is given up.", 300, 1, 86_400);

    public static Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("Measures a Faktory server over its own protocol: jobs/s, latency of a command, and the server's CPU time per job.")
        {
            Server, AllowRemote, Password, ProcessId, ServerProgram, Durability, Phases, Connections, Depths, Jobs, WarmUp, PushSize, BatchSize, ArgumentSize, Baselines, Timeout,
        };
        root.Validators.Add(Check);
        root.SetAction((line, cancellationToken) => LoadProgram.RunAsync(Read(line), cancellationToken));

        var echo = new Command(EchoServer.CommandName, "Serves the echo that --baselines measures, until it is ended.") { Hidden = true };
        echo.SetAction((_, cancellationToken) => EchoServer.RunAsync(cancellationToken));
        root.Add(echo);
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
    }

    private static LoadSettings Read(ParseResult line) => new()
    {
        Server = line.GetRequiredValue(Server),
        Password = line.GetValue(Password) ?? Environment.GetEnvironmentVariable("FAKTORY_PASSWORD"),
        ProcessId = line.GetValue(ProcessId),
        ServerProgram = line.GetValue(ServerProgram),
        Durability = line.GetValue(Durability),
        Phases = line.GetRequiredValue(Phases),
        Connections = line.GetRequiredValue(Connections),
        Depths = line.GetRequiredValue(Depths),
        Jobs = line.GetValue(Jobs),
        WarmUp = line.GetValue(WarmUp),
        PushSize = line.GetValue(PushSize),
        BatchSize = line.GetValue(BatchSize),
        ArgumentSize = line.GetValue(ArgumentSize),
        Baselines = line.GetValue(Baselines),
        Timeout = TimeSpan.FromSeconds(line.GetValue(Timeout)),
    };

    private static void Check(CommandResult line)
    {
        if (line.GetValue(ServerProgram) is { } program)
        {
            if (!File.Exists(program))
            {
                line.AddError($"--start-server is \"{program}\", and there is no such file. Build it with: dotnet build src/Faktory.Server.Host -c Release");
            }

            if (line.GetResult(ProcessId) is not null || line.GetResult(Server) is { Implicit: false })
            {
                line.AddError("--start-server goes with neither --server nor --pid: the tool knows both of the server that it starts.");
            }
        }
        else if (line.GetValue(Durability) is not null)
        {
            line.AddError("--durability is for a server that --start-server starts.");
        }

        if (line.GetValue(Server) is { } server && !IPAddress.IsLoopback(server.Address) && !line.GetValue(AllowRemote))
        {
            line.AddError($"--server is {server}, which is not this machine. Load on somebody else's server needs --allow-remote.");
        }
    }

    private static Option<T[]> List<T>(string name, string description, params T[] defaults) => new(name)
    {
        Description = description,
        HelpName = "LIST",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => defaults,
        CustomParser = result => [.. ParseList<T>(result, name)],
    };

    private static IEnumerable<T> ParseList<T>(ArgumentResult result, string name)
    {
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (typeof(T) == typeof(int) && int.TryParse(text, out var number) && number is > 0 and <= 2000)
            {
                yield return (T)(object)number;
            }
            else if (typeof(T) == typeof(Phase) && Enum.TryParse<Phase>(text, ignoreCase: true, out var phase) && !int.TryParse(text, out _))
            {
                yield return (T)(object)phase;
            }
            else
            {
                result.AddError($"{name} has \"{text}\"; it takes {(typeof(T) == typeof(int) ? "numbers from 1 to 2000" : "push, process and both")}, separated by commas.");
            }
        }
    }

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var number) && (number < least || number > most))
            {
                result.AddError($"{name} is {number}; it must be from {least} to {most}.");
            }
        });
        return option;
    }

    private static IPEndPoint? ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value.Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase);
        if (IPEndPoint.TryParse(text, out var address) && address.Port > 0)
        {
            return address;
        }

        result.AddError($"--server is \"{text}\"; it must be an IP address with a port, such as 127.0.0.1:7419.");
        return null;
    }
}
