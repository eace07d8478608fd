namespace Faktory.Worker;

/// <summary>The handler classes that a host's workers were given, by worker name. Filled while services are configured, read once at start.</summary>
internal sealed class HandlerRegistrations
{
    private readonly Dictionary<string, List<Type>> _byWorker = [];

    /// <summary>Adds a handler; adding it again changes nothing.</summary>
    public void Add(string worker, Type handler)
    {
        if (!_byWorker.TryGetValue(worker, out var handlers))
        {
            _byWorker[worker] = handlers = [];
        }

        if (!handlers.Contains(handler))
        {
            handlers.Add(handler);
        }
    }

    /// <summary>A worker's own handlers; all of the host's when it has none of its own.</summary>
    public IReadOnlyList<Type> For(string worker) =>
        _byWorker.TryGetValue(worker, out var own) ? own : [.. _byWorker.Values.SelectMany(handlers => handlers).Distinct()];
}
