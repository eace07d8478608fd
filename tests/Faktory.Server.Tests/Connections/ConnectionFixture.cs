using System.IO.Pipelines;
using System.Text;
using Faktory.Protocol;
using Faktory.Server.Connections;
using Faktory.Server.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Server.Tests.Connections;

/// <summary>One connection over pipes, with the test as its client and as its engine.</summary>
internal sealed class ConnectionFixture
{
    private readonly IFaktoryConnection _client;
    private readonly IDuplexPipe _server;

    public ConnectionFixture(ConnectionOptions? options = null, bool isInProcess = false)
    {
        (_client, _server) = DuplexPipePair.Create();
        Registry = new ConnectionRegistry(Time);
        var environment = new ConnectionEnvironment(Engine, options ?? new(), Time, new FixedChallenge(), Registry, NullLoggerFactory.Instance);
        Connection = new FaktoryConnection(_server, environment, isInProcess, () => IsAborted = true);
        Ended = ServeAsync();
    }

    public FakeCommandQueue Engine { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public ConnectionRegistry Registry { get; }

    public FaktoryConnection Connection { get; }

    /// <summary>The connection has ended and both sides are closed.</summary>
    public Task Ended { get; }

    public bool IsAborted { get; private set; }

    public static async Task<ConnectionFixture> ConnectedAsync(ConnectionOptions? options = null, bool isInProcess = false, string hello = """HELLO {"v":2}""")
    {
        var fixture = new ConnectionFixture(options, isInProcess);
        await fixture.ExpectAsync("+HI {\"v\":2}\r\n");
        await fixture.SendAsync(hello + "\r\n");
        await fixture.ExpectAsync("+OK\r\n");
        await fixture.Engine.NextAsync<HelloCommand>();
        return fixture;
    }

    public async Task SendAsync(string text) => await _client.Output.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _client.Output.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>The client says that it will send no more.</summary>
    public async Task HalfCloseAsync() => await _client.Output.CompleteAsync();

    /// <summary>The client is gone: nobody reads what the server writes.</summary>
    public async Task VanishAsync()
    {
        await _client.Input.CompleteAsync();
        await _client.Output.CompleteAsync();
    }

    /// <summary>Reads as many bytes as expected, and no more.</summary>
    public async Task ExpectAsync(string expected) => Assert.Equal(expected, await ReadAsync(Encoding.UTF8.GetByteCount(expected)));

    public async Task ExpectEndAsync()
    {
        Assert.Equal("", await ReadAsync(1));
        await Ended.WaitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> ReadAsync(int count)
    {
        var result = await _client.Input.ReadAtLeastAsync(count, TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(FakeCommandQueue.Patience, TestContext.Current.CancellationToken);
        var taken = result.Buffer.Slice(0, Math.Min(count, result.Buffer.Length));
        var text = Encoding.UTF8.GetString(taken);
        _client.Input.AdvanceTo(taken.End);
        return text;
    }

    private async Task ServeAsync()
    {
        await Task.Yield();
        await Connection.RunAsync();
        await _server.Input.CompleteAsync();
        await _server.Output.CompleteAsync();
    }
}
