using System.Net;
using System.Net.Sockets;
using System.Text;
using Faktory.Server.Connections;
using Faktory.Server.Tests.Golden;

namespace Faktory.Server.Tests.Connections;

public sealed class ListenerTests
{
    private const string Hello = """HELLO {"v":2}""";

    [Fact]
    public async Task A_free_port_is_told()
    {
        await using var server = await TcpServer.StartAsync();

        Assert.Equal(IPAddress.Loopback, server.Listener.EndPoint.Address);
        Assert.NotEqual(0, server.Listener.EndPoint.Port);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_names_it()
    {
        await using var server = await TcpServer.StartAsync();
        await using var second = new FaktoryListener(server.Listener.EndPoint, server.Environment);

        var error = await Assert.ThrowsAnyAsync<IOException>(() => second.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(server.Listener.EndPoint.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_go_over_TCP()
    {
        await using var server = await TcpServer.StartAsync();
        using var client = await server.ConnectAsync(Hello);

        Assert.Equal("+OK\r\n", await client.CallAsync("""PUSH {"jid":"abcdef12","jobtype":"T","args":[]}"""));
        Assert.Contains("abcdef12", await client.CallAsync("FETCH default"), StringComparison.Ordinal);
        Assert.Equal(WireClient.End, await client.CallAsync("END"));
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_told_although_the_client_still_writes_it()
    {
        await using var server = await TcpServer.StartAsync(new ConnectionOptions { MaxPayloadBytes = 1000 });
        using var client = await server.ConnectAsync(Hello);
        await client.SendAsync(new string('x', 4_000_000) + "\r\n");

        Assert.Equal("-ERR command line exceeds 1000 bytes\r\n", await client.ReadReplyAsync());
        Assert.Equal(WireClient.End, await client.ReadReplyAsync());
    }

    [Fact]
    public async Task Strangers_beyond_twice_the_limit_are_not_even_greeted()
    {
        await using var server = await TcpServer.StartAsync(new ConnectionOptions { MaxConnections = 1, HandshakeTimeout = TimeSpan.FromMinutes(5) });
        var strangers = new List<TcpClient>();
        try
        {
            while (strangers.Count < 102)
            {
                strangers.Add(await DialAsync(server));
                Assert.True(await IsGreetedAsync(strangers[^1]));
            }

            strangers.Add(await DialAsync(server));

            Assert.False(await IsGreetedAsync(strangers[^1]));
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Fact]
    public async Task A_client_that_half_closes_gets_its_replies()
    {
        await using var server = await TcpServer.StartAsync();
        using var client = await server.ConnectAsync(Hello);

        await client.SendAsync("FETCH q\r\nFLUSH\r\n");
        client.HalfClose();

        Assert.Equal("$-1\r\n", await client.ReadReplyAsync());
        Assert.Equal("+OK\r\n", await client.ReadReplyAsync());
        Assert.Equal(WireClient.End, await client.ReadReplyAsync());
    }

    [Fact]
    public async Task Stopping_ends_what_waits_and_tells_the_next_command()
    {
        await using var server = await TcpServer.StartAsync(new ConnectionOptions { StopLinger = TimeSpan.FromSeconds(30), StopTimeout = TimeSpan.FromSeconds(30) });
        using var client = await server.ConnectAsync(Hello);
        await client.SendAsync("WAT\r\nFETCH q\r\n");
        Assert.Equal("-ERR unknown command WAT\r\n", await client.ReadReplyAsync());

        var stopping = server.Listener.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("$-1\r\n", await client.ReadReplyAsync());
        Assert.Equal("-ERR shutdown in progress\r\n", await client.CallAsync("FLUSH"));
        Assert.Equal(WireClient.End, await client.ReadReplyAsync());
        await stopping;
        await Assert.ThrowsAsync<SocketException>(() => server.ConnectAsync());
    }

    [Fact]
    public async Task Stopping_cuts_what_does_not_end()
    {
        await using var server = await TcpServer.StartAsync(new ConnectionOptions { StopLinger = TimeSpan.FromMinutes(5), StopTimeout = TimeSpan.FromMinutes(5) });
        using var client = await server.ConnectAsync(Hello);
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();

        await server.Listener.StopAsync(atOnce.Token);

        Assert.Equal(0, server.Environment.Registry.Connections);
    }

    [Fact]
    public async Task Many_connections_pipeline_at_once()
    {
        await using var server = await TcpServer.StartAsync();
        var line = "PUSH {\"jid\":\"abcdef12\",\"jobtype\":\"T\",\"args\":[]}\r\n";

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var client = await server.ConnectAsync(Hello);
            await client.SendAsync(string.Concat(Enumerable.Repeat(line, 2000)));
            for (var reply = 0; reply < 2000; reply++)
            {
                Assert.Equal("+OK\r\n", await client.ReadReplyAsync());
            }
        }));
    }

    [Fact]
    public async Task The_same_process_connects_without_a_socket()
    {
        await using var server = await TcpServer.StartAsync();
        var transport = new InProcessTransport(server.Environment);
        await using var connection = await transport.ConnectAsync(TestContext.Current.CancellationToken);

        await connection.Output.WriteAsync(Encoding.UTF8.GetBytes(Hello + "\r\nFLUSH\r\n"), TestContext.Current.CancellationToken);
        var expected = "+HI {\"v\":2}\r\n+OK\r\n+OK\r\n";
        var read = await connection.Input.ReadAtLeastAsync(expected.Length, TestContext.Current.CancellationToken);

        Assert.Equal(expected, Encoding.UTF8.GetString(read.Buffer));
        Assert.Equal("embedded", transport.Endpoint);
        await transport.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(async () => await transport.ConnectAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<TcpClient> DialAsync(TcpServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Listener.EndPoint, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task<bool> IsGreetedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[100], TestContext.Current.CancellationToken) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
