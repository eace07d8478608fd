using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Faktory.Server.Connections;

/// <summary>
/// Listens for FWP on one TCP endpoint, on a Kestrel of its own: adding an endpoint to the app's Kestrel would switch
/// off the URLs the app was configured with.
/// </summary>
internal sealed class FaktoryListener : IAsyncDisposable
{
    /// <summary>However small the configured limit is, so many handshakes may be under way at once.</summary>
    private const int StrangersWelcome = 100;

    private readonly ConnectionGroup _connections;
    private readonly KestrelServer _kestrel;
    private readonly TlsGate? _tls;
    private ListenOptions? _listenOptions;

    /// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="environment">What all connections share.</param>
    /// <param name="certificate">For TLS; null for plain TCP.</param>
    public FaktoryListener(IPEndPoint endPoint, ConnectionEnvironment environment, SslStreamCertificateContext? certificate = null)
    {
        _tls = certificate is null ? null : new TlsGate(certificate, environment);
        _connections = new ConnectionGroup(environment, isInProcess: false);
        var options = new KestrelServerOptions();

        // Those beyond MaxConnections are told so after their handshake; only a flood of strangers is cut without a word.
        options.Limits.MaxConcurrentConnections = (2L * environment.Options.MaxConnections) + StrangersWelcome;
        options.Listen(endPoint, listen =>
        {
            listen.Run(ServeAsync);
            _listenOptions = listen;
        });
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), environment.LoggerFactory);
        _kestrel = new KestrelServer(Options.Create(options), transport, environment.LoggerFactory);
    }

    /// <summary>Where it listens; after the start with the port that was really taken.</summary>
    public IPEndPoint EndPoint => _listenOptions!.IPEndPoint!;

    /// <exception cref="IOException">The address cannot be bound; the message names it.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _kestrel.StartAsync(new NoHttp(), cancellationToken);

    /// <summary>Stops accepting and ends the open connections: what was applied is still answered, the next command hears why.</summary>
    /// <param name="cancellationToken">Cuts them at once.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var closing = _kestrel.StopAsync(CancellationToken.None);
        await _connections.StopAsync(cancellationToken);
        await closing;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await StopAsync(atOnce.Token);
        _kestrel.Dispose();
    }

    private Task ServeAsync(ConnectionContext connection) => _tls is null
        ? ServeAsync(connection, connection.Transport)
        : _tls.RunAsync(connection.Transport, plain => ServeAsync(connection, plain));

    private Task ServeAsync(ConnectionContext connection, IDuplexPipe pipe) => _connections.RunAsync(
        pipe,
        () => connection.Abort(new ConnectionAbortedException("The Faktory server closed the connection.")));

    /// <summary>Kestrel wants an application; no request ever gets to it, because the connection handler keeps every connection.</summary>
    private sealed class NoHttp : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(object context) => Task.CompletedTask;

        public void DisposeContext(object context, Exception? exception)
        {
        }
    }
}
