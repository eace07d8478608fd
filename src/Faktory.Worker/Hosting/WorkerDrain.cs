namespace Faktory.Worker;

/// <summary>
/// Lets all workers of a host drain at the same time. A host stops its services one after the other, so that the second worker would
/// otherwise only begin when the first has used up the grace period.
/// </summary>
internal sealed class WorkerDrain
{
    private readonly Lock _gate = new();
    private readonly List<Func<CancellationToken, Task>> _workers = [];
    private Task? _draining;

    /// <summary>Adds a running worker.</summary>
    public void Add(Func<CancellationToken, Task> drain)
    {
        lock (_gate)
        {
            _workers.Add(drain);
        }
    }

    /// <summary>Drains all workers; the same task for whoever asks.</summary>
    public Task DrainAsync(CancellationToken hostGivesUp)
    {
        lock (_gate)
        {
            return _draining ??= Task.WhenAll(_workers.Select(drain => drain(hostGivesUp)));
        }
    }
}
