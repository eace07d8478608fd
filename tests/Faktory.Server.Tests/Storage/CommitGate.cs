using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

/// <summary>Holds one commit of a <see cref="FaultyStore"/> before anything of it reaches the store.</summary>
/// <param name="isDeaf">Whether it cannot be cancelled either, as a disk that hangs.</param>
internal sealed class CommitGate(bool isDeaf = false)
{
    private readonly TaskCompletionSource<WriteSet> _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the held group when its commit has begun.</summary>
    public Task<WriteSet> Entered => _entered.Task;

    /// <summary>Lets the commit go on and succeed.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Lets the commit fail instead.</summary>
    public void Fail(string message = "A test failed this commit.") => _released.TrySetException(new StoreException(message));

    internal Task PassAsync(WriteSet changes, CancellationToken cancellationToken)
    {
        _entered.TrySetResult(changes);
        return isDeaf ? _released.Task : _released.Task.WaitAsync(cancellationToken);
    }
}
