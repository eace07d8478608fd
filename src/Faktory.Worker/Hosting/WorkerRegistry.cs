namespace Faktory.Worker;

/// <summary>The workers of a host. Filled while services are configured, read at start.</summary>
internal sealed class WorkerRegistry
{
    private readonly Dictionary<string, WorkerRegistration> _workers = new(StringComparer.Ordinal);

    /// <summary>The workers' names; the default one's is empty.</summary>
    public IEnumerable<string> Names => _workers.Keys;

    /// <summary>Adds a worker.</summary>
    /// <returns>False when it is there already.</returns>
    public bool TryAdd(string name) => _workers.TryAdd(name, new WorkerRegistration());

    /// <summary>A worker's own registration.</summary>
    public WorkerRegistration Own(string name) => _workers[name];

    /// <summary>The rules for exceptions of a worker's jobs, its own first; one that runs the default worker's handlers goes by that one's rules too.</summary>
    public IReadOnlyList<ExceptionRules> Rules(string name) => [.. new[] { Own(name), Effective(name) }.Distinct().Select(worker => worker.Errors)];

    /// <summary>What stands around a worker's jobs: its own middleware; around that, the default worker's if it runs that one's handlers, which may rely on it.</summary>
    public JobPipeline Pipeline(string name) => Effective(name) is var worker && worker == Own(name) ? worker.Pipeline : worker.Pipeline.With(Own(name).Pipeline);

    /// <summary>Whose handlers a worker runs: its own, or the default worker's when it has none.</summary>
    public WorkerRegistration Effective(string name)
    {
        var own = _workers[name];
        return own.Handlers.Count == 0 && _workers.TryGetValue("", out var shared) ? shared : own;
    }
}
