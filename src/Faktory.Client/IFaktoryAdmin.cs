namespace Faktory;

/// <summary>Operates a server. Kept apart from <see cref="IFaktoryClient"/> so that no endpoint reaches it by accident.</summary>
public interface IFaktoryAdmin
{
    /// <summary>Figures of the server (FWP INFO).</summary>
    Task<ServerInfo> GetInfoAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops handing out a queue's jobs until <see cref="ResumeAsync"/> (FWP QUEUE PAUSE); it still takes jobs. Lasts over restarts of the server.</summary>
    /// <param name="queue">Its name; <c>*</c> for every queue that the server knows. An unknown name is no error.</param>
    /// <param name="cancellationToken">Ends the wait for the reply.</param>
    Task PauseAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>Hands out a queue's jobs again (FWP QUEUE RESUME).</summary>
    /// <inheritdoc cref="PauseAsync" path="/param"/>
    Task ResumeAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>Deletes a queue with the jobs waiting in it (FWP QUEUE REMOVE); batch members among them stay unsettled. The queue comes back with the next job pushed to it.</summary>
    /// <inheritdoc cref="PauseAsync" path="/param"/>
    Task RemoveQueueAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>Changes jobs of the scheduled, retries or dead set (FWP MUTATE).</summary>
    Task MutateAsync(JobMutation mutation, CancellationToken cancellationToken = default);

    /// <summary>Deletes everything on the server (FWP FLUSH).</summary>
    Task FlushAsync(CancellationToken cancellationToken = default);
}
