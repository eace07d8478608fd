using Faktory.Client;

namespace Faktory.Worker;

/// <summary>Makes the observed connections of one link.</summary>
internal sealed class ObservedConnectionFactory(IFaktoryWorkerConnectionFactory factory, LinkTelemetry telemetry, WorkerVitals vitals, bool fetches) : IFaktoryWorkerConnectionFactory
{
    private bool _wasConnected;

    public string Endpoint => factory.Endpoint;

    public async ValueTask<IFaktoryWorkerConnection> ConnectAsync(WorkerIdentity identity, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await factory.ConnectAsync(identity, cancellationToken);
            if (_wasConnected)
            {
                telemetry.Reconnected();
            }

            _wasConnected = true;
            if (fetches)
            {
                vitals.Connected(connection.Closed);
            }

            return new ObservedConnection(connection, telemetry, vitals);
        }
        catch (Exception e) when (fetches && e is FaktoryException or IOException)
        {
            vitals.Unreachable(e.Message);
            throw;
        }
    }
}
