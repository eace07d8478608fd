using System.IO.Pipelines;

namespace Faktory.Protocol;

/// <summary>Connects to a Faktory server: the seam by which a client meets a server over TCP, TLS or in the same process.</summary>
public interface IFaktoryTransport
{
    /// <summary>Where it connects to, for messages: an address without its password, or the embedded server's name.</summary>
    string Endpoint { get; }

    /// <summary>Opens one connection. Disposing the result closes it; completing its output half-closes it.</summary>
    /// <exception cref="IOException">No connection could be made.</exception>
    ValueTask<IFaktoryConnection> ConnectAsync(CancellationToken cancellationToken);
}

/// <summary>One open connection to a server, before any handshake.</summary>
public interface IFaktoryConnection : IDuplexPipe, IAsyncDisposable;
