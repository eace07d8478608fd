using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Faktory.LoadTest.Wire;

/// <summary>One socket: commands are gathered until they are sent, replies are read in order.</summary>
internal sealed class FwpConnection : IDisposable
{
    private readonly Socket _socket;
    private byte[] _output = new byte[64 * 1024];
    private byte[] _input = new byte[64 * 1024];
    private int _written;
    private int _start;
    private int _end;

    private FwpConnection(Socket socket) => _socket = socket;

    /// <exception cref="LoadException">The server cannot be reached or refuses the handshake.</exception>
    public static async Task<FwpConnection> OpenAsync(IPEndPoint server, string? password, CancellationToken cancellationToken)
    {
        var connection = new FwpConnection(new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        try
        {
            await connection._socket.ConnectAsync(server, cancellationToken);
            connection.Write(Greeting.Answer(await connection.ReadAsync(cancellationToken), password));
            await connection.SendAsync(cancellationToken);
            (await connection.ReadAsync(cancellationToken)).ExpectOk("HELLO");
            return connection;
        }
        catch (SocketException error)
        {
            connection.Dispose();
            throw new LoadException($"No connection to {server}: {error.Message}.");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Adds bytes to what is sent next.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (_written + bytes.Length > _output.Length)
        {
            Array.Resize(ref _output, _output.Length * 2);
        }

        bytes.CopyTo(_output.AsSpan(_written));
        _written += bytes.Length;
    }

    /// <summary>Sends everything that was written.</summary>
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < _written;)
        {
            sent += await _socket.SendAsync(_output.AsMemory(sent, _written - sent), cancellationToken);
        }

        _written = 0;
    }

    /// <summary>Reads the next reply.</summary>
    /// <exception cref="LoadException">The connection ended, or the bytes are no reply.</exception>
    public async ValueTask<FwpReply> ReadAsync(CancellationToken cancellationToken)
    {
        FwpReply reply;
        while (!TryParse(out reply))
        {
            await ReceiveAsync(cancellationToken);
        }

        return reply;
    }

    public void Dispose() => _socket.Dispose();

    private bool TryParse(out FwpReply reply)
    {
        reply = default;
        var line = _input.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
        if (line < 1)
        {
            return line < 0 ? false : throw new LoadException("The server sent an empty line instead of a reply.");
        }

        var content = _input.AsMemory(_start + 1, line - 1);
        var next = _start + line + 2;
        switch (_input[_start])
        {
            case (byte)'+':
                reply = new FwpReply(ReplyKind.Simple, content);
                break;
            case (byte)'-':
                reply = new FwpReply(ReplyKind.Error, content);
                break;
            case (byte)'$' when Utf8Parser.TryParse(content.Span, out int length, out _):
                if (length >= 0 && _end - next < length + 2)
                {
                    return false;
                }

                reply = length < 0 ? new FwpReply(ReplyKind.Nothing, default) : new FwpReply(ReplyKind.Bulk, _input.AsMemory(next, length));
                next += length < 0 ? 0 : length + 2;
                break;
            default:
                throw new LoadException($"The server sent a line that starts with byte {_input[_start]}, which is no reply of the protocol.");
        }

        _start = next;
        return true;
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        _input.AsSpan(_start, _end - _start).CopyTo(_input);
        _end -= _start;
        _start = 0;
        if (_end == _input.Length)
        {
            Array.Resize(ref _input, _input.Length * 2);
        }

        var received = await _socket.ReceiveAsync(_input.AsMemory(_end), cancellationToken);
        _end += received > 0 ? received : throw new LoadException("The server closed a connection in the middle of the measurement.");
    }
}
