namespace Faktory.Worker;

/// <summary>What one worker was given while services were configured.</summary>
internal sealed class WorkerRegistration
{
    private readonly List<Type> _handlers = [];

    /// <summary>The handler classes, each once.</summary>
    public IReadOnlyList<Type> Handlers => _handlers;

    /// <summary>What stands around its handlers.</summary>
    public JobPipeline Pipeline { get; } = new();

    public void Add(Type handler)
    {
        if (!_handlers.Contains(handler))
        {
            _handlers.Add(handler);
        }
    }
}
