using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>A connection over a socket's stream; completing its output half-closes the socket.</summary>
internal sealed class StreamConnection : IFaktoryConnection
{
    private readonly Stream _stream;
    private readonly Socket _socket;

    public StreamConnection(Stream stream, Socket socket)
    {
        _stream = stream;
        _socket = socket;
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        Output = new HalfClosingPipeWriter(PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)), CloseOutputAsync);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask CloseOutputAsync()
    {
        if (_stream is SslStream encrypted)
        {
            await encrypted.ShutdownAsync();
        }

        _socket.Shutdown(SocketShutdown.Send);
    }
}
