using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>Connects over TCP, encrypted when the address says so.</summary>
internal sealed class TcpTransport(FaktoryAddress address) : IFaktoryTransport
{
    public string Endpoint { get; } = address.ToString();

    public async ValueTask<IFaktoryConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            return new StreamConnection(address.IsTls ? await EncryptAsync(stream, cancellationToken) : stream, socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(e.Message, e);
        }
        catch (AuthenticationException e)
        {
            socket.Dispose();
            throw new IOException($"the encrypted connection was refused: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Stream> EncryptAsync(Stream stream, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, cancellationToken);
        return encrypted;
    }
}
