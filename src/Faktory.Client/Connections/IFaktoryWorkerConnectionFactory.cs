namespace Faktory.Client;

/// <summary>Opens connections of a worker's own. Registered beside <see cref="IFaktoryClient"/>, keyed by the client's name when it has one.</summary>
internal interface IFaktoryWorkerConnectionFactory
{
    /// <summary>The server, for messages: an address without its password, or the embedded server's name.</summary>
    string Endpoint { get; }

    /// <summary>Connects and greets once, within <see cref="FaktoryClientOptions.CommandTimeout"/>. Trying again is the caller's business.</summary>
    /// <exception cref="FaktoryConnectionException">The server could not be reached.</exception>
    /// <exception cref="FaktoryException">The server refused the password.</exception>
    ValueTask<IFaktoryWorkerConnection> ConnectAsync(WorkerIdentity identity, CancellationToken cancellationToken);
}
