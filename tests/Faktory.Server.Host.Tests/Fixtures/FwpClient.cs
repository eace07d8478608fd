using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>
/// One FWP connection, as bare as can be: lines out, replies in. It shares no code with the server or the client
/// libraries, so that a mistake there cannot hide itself. Not for concurrent use, but for a read that is under way.
/// </summary>
internal sealed class FwpClient : IAsyncDisposable
{
    /// <summary>Nothing here takes that long; a test that would hang fails instead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TcpClient _tcp;
    private NetworkStream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private FwpClient(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
    }

    /// <summary>What the server said first, such as <c>HI {"v":2}</c>.</summary>
    public string Greeting { get; private set; } = "";

    /// <summary>Runs before every <see cref="CallAsync"/>; null for nothing.</summary>
    public Func<FwpClient, Task>? BeforeCall { get; set; }

    /// <summary>Connects and reads the greeting, no more.</summary>
    public static async Task<FwpClient> ConnectAsync(IPEndPoint endPoint)
    {
        var client = new FwpClient(await DialAsync(endPoint));
        client.Greeting = (await client.ReadAsync()).Text;
        return client;
    }

    /// <summary>Leaves its connection for a new one, as far as the greeting.</summary>
    public async Task ReconnectAsync(IPEndPoint endPoint)
    {
        _tcp.Dispose();
        _tcp = await DialAsync(endPoint);
        _stream = _tcp.GetStream();
        (_start, _end) = (0, 0);
        Greeting = (await ReadAsync()).Text;
    }

    public Task SendAsync(string line) => SendRawAsync(line + "\r\n");

    public async Task SendRawAsync(string text)
    {
        using var bound = Bound();
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), bound.Token);
    }

    /// <summary>Sends one command and reads its reply.</summary>
    /// <exception cref="FwpDisconnectedException">The connection is gone; a reply that is the end of the connection is returned instead.</exception>
    public async Task<FwpReply> CallAsync(string line)
    {
        if (BeforeCall is { } prepare)
        {
            await prepare(this);
        }

        try
        {
            await SendAsync(line);
            return await ReadAsync();
        }
        catch (IOException exception)
        {
            throw new FwpDisconnectedException(line, exception);
        }
    }

    /// <summary>Reads one reply; <see cref="FwpReplyKind.End"/> when the server closed the connection in an orderly way.</summary>
    public async Task<FwpReply> ReadAsync()
    {
        using var bound = Bound();
        if (await ReadLineAsync(bound.Token) is not { } line)
        {
            return new FwpReply(FwpReplyKind.End, "");
        }

        var rest = line[1..];
        switch (line[0])
        {
            case '+':
                return new FwpReply(FwpReplyKind.Simple, rest);
            case '-':
                return new FwpReply(FwpReplyKind.Error, rest);
            case '$' when rest == "-1":
                return new FwpReply(FwpReplyKind.Null, "");
            case '$':
                return new FwpReply(FwpReplyKind.Bulk, await ReadBulkAsync(int.Parse(rest, CultureInfo.InvariantCulture), bound.Token));
            default:
                throw new InvalidDataException($"The server sent a line that is no reply: {line}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<TcpClient> DialAsync(IPEndPoint endPoint)
    {
        var tcp = new TcpClient { NoDelay = true };
        try
        {
            await tcp.ConnectAsync(endPoint, TestContext.Current.CancellationToken);
            return tcp;
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    private static CancellationTokenSource Bound()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(Patience);
        return source;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new MemoryStream();
        while (true)
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            var taken = (end < 0 ? _end : end + 1) - _start;
            line.Write(_buffer, _start, taken);
            _start += taken;
            if (end >= 0)
            {
                var text = Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
                return text.Length > 2 && text.EndsWith("\r\n", StringComparison.Ordinal)
                    ? text[..^2]
                    : throw new InvalidDataException($"The server sent a line that does not end with CR LF: {text}");
            }

            if (!await FillAsync(cancellationToken))
            {
                return line.Length == 0 ? null : throw new IOException("The server closed the connection within a line.");
            }
        }
    }

    private async Task<string> ReadBulkAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length + 2];
        for (var read = 0; read < bytes.Length;)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                throw new IOException("The server closed the connection within a bulk reply.");
            }

            var taken = Math.Min(bytes.Length - read, _end - _start);
            Array.Copy(_buffer, _start, bytes, read, taken);
            _start += taken;
            read += taken;
        }

        return bytes[^2] == '\r' && bytes[^1] == '\n'
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new InvalidDataException("The server sent a bulk reply that does not end with CR LF.");
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = 0;
        _end = await _stream.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
