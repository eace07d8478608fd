namespace Faktory;

/// <summary>Operates a server. Kept apart from <see cref="IFaktoryClient"/> so that no endpoint reaches it by accident.</summary>
public interface IFaktoryAdmin
{
    /// <summary>Figures of the server (FWP INFO).</summary>
    Task<ServerInfo> GetInfoAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes jobs of the scheduled, retries or dead set (FWP MUTATE).</summary>
    Task MutateAsync(JobMutation mutation, CancellationToken cancellationToken = default);

    /// <summary>Deletes everything on the server (FWP FLUSH).</summary>
    Task FlushAsync(CancellationToken cancellationToken = default);
}
