using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Faktory.Server.Hosting;

namespace Faktory.Server.Host;

/// <summary>The flags, with the names that Faktory's own server gives them.</summary>
internal static class ServerCommandLine
{
    private static readonly Option<string?> Bind = new("-b", "--bind")
    {
        Description = "Where commands are taken. Default: Faktory:Server:Listen, else 127.0.0.1:7419.",
        HelpName = "HOST:PORT",
    };

    private static readonly Option<IPEndPoint> Web = new("-w", "--web")
    {
        Description = "Where HTTP is served: /health/live and /health/ready.",
        HelpName = "HOST:PORT",
        CustomParser = ParseAddress,
        DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 7420),
    };

    private static readonly Option<string?> Data = new("-d", "--data")
    {
        Description = "The folder of the data. Default: Faktory:Server:DataDirectory, else .faktory.",
        HelpName = "DIR",
    };

    private static readonly Option<string?> EnvironmentName = new("-e", "--environment")
    {
        Description = "The environment, which chooses appsettings.ENVIRONMENT.json. Default: DOTNET_ENVIRONMENT, else Production.",
        HelpName = "ENVIRONMENT",
    };

    public static Task<int> InvokeAsync(string[] args)
    {
        var command = new RootCommand(
            "A Faktory job server with nested batches, durable in one SQLite file. "
            + "The password comes from FAKTORY_PASSWORD; all other settings from appsettings.json and variables such as Faktory__Server__Durability. "
            + "Jobs that the server pushes at set times stand in appsettings.json under Faktory:Server:Cron, "
            + "as in [{ \"schedule\": \"0 3 * * *\", \"job\": { \"type\": \"report\", \"args\": [1] } }]; "
            + "a changed file takes effect at once, and SIGHUP makes a server that was not started in a terminal read its files again.")
        {
            Bind, Web, Data, EnvironmentName,
        };
        command.SetAction((result, cancellationToken) => ServerProcess.RunAsync(Read(result), cancellationToken));

        // The host listens to the signals itself and takes its time to stop in order.
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static HostSettings Read(ParseResult result) => new()
    {
        Listen = result.GetValue(Bind),
        Web = result.GetRequiredValue(Web),
        DataDirectory = result.GetValue(Data),
        Environment = result.GetValue(EnvironmentName),
        Password = Environment.GetEnvironmentVariable("FAKTORY_PASSWORD") is { Length: > 0 } password ? password : null,
    };

    private static IPEndPoint? ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (ListenAddress.Parse(text) is { } address)
        {
            return address;
        }

        result.AddError($"-w is \"{text}\"; it must be an IP address or localhost with a port, such as 127.0.0.1:7420.");
        return null;
    }
}
