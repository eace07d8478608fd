namespace Faktory.Worker;

/// <summary>What one worker was given while services were configured.</summary>
internal sealed class WorkerRegistration
{
    private readonly List<HandlerRegistration> _handlers = [];

    /// <summary>The handlers; each class once.</summary>
    public IReadOnlyList<HandlerRegistration> Handlers => _handlers;

    /// <summary>What stands around its handlers.</summary>
    public JobPipeline Pipeline { get; } = new();

    /// <summary>What becomes of jobs whose handlers throw.</summary>
    public ExceptionRules Errors { get; } = new();

    /// <summary>Adds a class.</summary>
    /// <returns>Its registration, which may be there already.</returns>
    public HandlerRegistration Add(Type handler)
    {
        if (_handlers.Find(known => known is ClassRegistration { Class: var type } && type == handler) is { } present)
        {
            return present;
        }

        return Add(new ClassRegistration(handler));
    }

    /// <summary>Adds a delegate.</summary>
    public HandlerRegistration Add(string jobType, Delegate handler) => Add(new DelegateRegistration(jobType, handler));

    private HandlerRegistration Add(HandlerRegistration handler)
    {
        _handlers.Add(handler);
        return handler;
    }
}
