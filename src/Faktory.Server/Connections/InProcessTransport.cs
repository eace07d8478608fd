using Faktory.Protocol;

namespace Faktory.Server.Connections;

/// <summary>Connects clients of the same process to the embedded server, without a socket.</summary>
internal sealed class InProcessTransport(ConnectionEnvironment environment) : IFaktoryTransport
{
    private readonly ConnectionGroup _connections = new(environment, isInProcess: true);

    public string Endpoint => "embedded";

    public ValueTask<IFaktoryConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_connections.IsStopping)
        {
            throw new IOException("The embedded Faktory server has stopped; no connection can be made to it any more.");
        }

        var (client, server) = DuplexPipePair.Create();
        _ = ServeAsync(server);
        return new ValueTask<IFaktoryConnection>(client);
    }

    /// <summary>Refuses new connections and ends the open ones.</summary>
    /// <param name="cancellationToken">Cuts them at once.</param>
    public Task StopAsync(CancellationToken cancellationToken) => _connections.StopAsync(cancellationToken);

    private async Task ServeAsync(System.IO.Pipelines.IDuplexPipe pipe)
    {
        await _connections.RunAsync(pipe, abort: static () => { });
        await pipe.Input.CompleteAsync();
        await pipe.Output.CompleteAsync();
    }
}
