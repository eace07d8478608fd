using System.Collections.Concurrent;

namespace Faktory.Worker;

/// <summary>The workers of a host that have been put together, for those who watch them.</summary>
internal sealed class RunningWorkers
{
    private readonly ConcurrentDictionary<string, WorkerVitals> _workers = new(StringComparer.Ordinal);

    public IEnumerable<WorkerVitals> All => _workers.Values;

    public void Add(WorkerVitals worker) => _workers[worker.Name] = worker;

    /// <returns>Null when the worker has not started.</returns>
    public WorkerVitals? Find(string name) => _workers.GetValueOrDefault(name);
}
