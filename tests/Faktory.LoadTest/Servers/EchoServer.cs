using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.LoadTest.Servers;

/// <summary>What a server costs that does nothing but answer: Kestrel, and <c>+OK</c> to every line.</summary>
internal static class EchoServer
{
    public const string CommandName = "echo";

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Run(ServeAsync)));
        await using var app = builder.Build();
        await app.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync($"Echo ready: commands on {new Uri(app.Urls.First()).Authority}, nothing else.");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static async Task ServeAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        output.Write("+HI {\"v\":2}\r\n"u8);
        await output.FlushAsync();
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                output.Write("+OK\r\n"u8);
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            input.AdvanceTo(rest.Start, rest.End);
            await output.FlushAsync();
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
