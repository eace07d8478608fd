using System.Collections.Concurrent;
using System.Text.Json;

namespace Faktory.Worker.Tests;

/// <summary>What the probe handler does, by job id; without a script it returns at once.</summary>
internal sealed class Probe
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JobContext>> _started = new();

    public Func<JobContext, CancellationToken, Task> Script { get; set; } = (_, _) => Task.CompletedTask;

    public ConcurrentQueue<Guid> Scopes { get; } = new();

    public static Job Job(string id, int? retry = null) => new("probe", JsonSerializer.SerializeToElement(Array.Empty<int>())) { Id = id, Retry = retry };

    /// <summary>A script whose handlers run until they are released, whatever their token says.</summary>
    public Task HoldAsync(JobContext context, CancellationToken cancellationToken) => _gates.GetOrAdd(context.Job.Id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>As <see cref="HoldAsync"/>, but heeding the token.</summary>
    public Task HoldPolitelyAsync(JobContext context, CancellationToken cancellationToken) => HoldAsync(context, cancellationToken).WaitAsync(cancellationToken);

    public void Release(string id) => _gates.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public void ReleaseAll()
    {
        foreach (var gate in _gates.Values)
        {
            gate.TrySetResult();
        }
    }

    public Task<JobContext> StartedAsync(string id) =>
        _started.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public async Task RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        _started.GetOrAdd(context.Job.Id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(context);
        await Script(context, cancellationToken);
    }
}

internal sealed class ScopeMark
{
    public Guid Id { get; } = Guid.NewGuid();
}

[JobHandler("probe")]
internal sealed class ProbeHandler(Probe probe, ScopeMark mark) : IJobHandler
{
    public Task HandleAsync(JobContext context, CancellationToken cancellationToken)
    {
        probe.Scopes.Enqueue(mark.Id);
        return probe.RunAsync(context, cancellationToken);
    }
}
