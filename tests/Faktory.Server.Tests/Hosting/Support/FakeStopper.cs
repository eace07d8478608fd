using Faktory.Server.Hosting;

namespace Faktory.Server.Tests.Hosting;

internal sealed class FakeStopper : IProcessStopper
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Stopped => _stopped.Task.SoonAsync();

    public bool IsStopped => _stopped.Task.IsCompleted;

    public void StopAsFailed() => _stopped.TrySetResult();
}
