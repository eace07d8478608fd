namespace Faktory.Worker;

/// <summary>A handler that was checked at start and can run.</summary>
/// <param name="Defaults">The job type that leads to it, with its settings.</param>
/// <param name="Name">What it is, for messages: its class, or <c>MapJob("type")</c>.</param>
/// <param name="Invoke">Binds the arguments and runs the handler from the job's scope.</param>
internal sealed record HandlerDescriptor(JobTypeDefaults Defaults, string Name, JobDelegate Invoke)
{
    /// <summary>Its class; null for a delegate.</summary>
    public Type? HandlerType { get; init; }

    /// <summary>How many of its jobs may run at the same time; null when only the worker's slots bound them. Shared by all types of one handler.</summary>
    public HandlerLimit? Limit { get; init; }

    /// <summary>Whether it is a delegate, for which no attribute says to which queue its jobs go.</summary>
    public bool IsMapped { get; init; }

    /// <summary>Its own rules for exceptions.</summary>
    public ExceptionRules Errors { get; init; } = new();
}
