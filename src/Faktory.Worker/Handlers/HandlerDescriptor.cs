namespace Faktory.Worker;

/// <summary>A handler that was checked at start and can run.</summary>
/// <param name="Defaults">The job type that leads to it, with its settings.</param>
/// <param name="HandlerType">The class.</param>
/// <param name="Invoke">Binds the arguments and runs the handler from the job's scope.</param>
internal sealed record HandlerDescriptor(JobTypeDefaults Defaults, Type HandlerType, JobDelegate Invoke);
