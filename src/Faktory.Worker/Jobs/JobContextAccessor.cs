namespace Faktory.Worker;

/// <summary>Keeps the running job with the flow of execution.</summary>
internal sealed class JobContextAccessor : IJobContextAccessor
{
    private readonly AsyncLocal<WorkerJobContext?> _current = new();

    // What a job left running still has its context in its flow.
    public JobContext? JobContext => _current.Value is { HasEnded: false } context ? context : null;

    /// <summary>Sets the job that runs from here on.</summary>
    public void Enter(WorkerJobContext context) => _current.Value = context;
}
