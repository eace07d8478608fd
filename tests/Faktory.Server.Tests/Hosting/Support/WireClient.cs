using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faktory.Server.Tests.Hosting;

/// <summary>A raw connection over TCP that knows lines and nothing else.</summary>
internal sealed class WireClient : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private WireClient(TcpClient tcp)
    {
        _tcp = tcp;
        _reader = new StreamReader(tcp.GetStream(), Encoding.UTF8);
        _writer = new StreamWriter(tcp.GetStream(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\r\n" };
    }

    /// <summary>Connected, its greeting read and its HELLO sent.</summary>
    public static async Task<WireClient> ConnectAsync(IPEndPoint endPoint)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(endPoint, TestContext.Current.CancellationToken);
        var client = new WireClient(tcp);
        Assert.StartsWith("+HI ", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("+OK", await client.SendAsync("""HELLO {"v":2}"""));
        return client;
    }

    public async Task<string?> SendAsync(string line)
    {
        await _writer.WriteLineAsync(line.AsMemory(), TestContext.Current.CancellationToken);
        return await ReadAsync();
    }

    public async Task<string?> ReadAsync() => await _reader.ReadLineAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }
}
