namespace Faktory.Client;

/// <summary>Opens a worker's connections with a client's settings.</summary>
internal sealed class WorkerConnectionFactory(ConnectionSettings settings) : IFaktoryWorkerConnectionFactory
{
    public string Endpoint => settings.Transport.Endpoint;

    public async ValueTask<IFaktoryWorkerConnection> ConnectAsync(WorkerIdentity identity, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.CommandTimeout, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return new WorkerConnection(await ServerConnection.OpenAsync(settings, identity, either.Token), identity);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FaktoryConnectionException($"{Endpoint} did not answer within {settings.CommandTimeout}.");
        }
    }
}
