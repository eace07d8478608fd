namespace Faktory.Worker;

/// <summary>Keeps the running job with the flow of execution.</summary>
internal sealed class JobContextAccessor : IJobContextAccessor
{
    private readonly AsyncLocal<Holder?> _current = new();

    public JobContext? JobContext => _current.Value?.Context;

    /// <summary>Sets the running job; null when it has ended, also for what the job left running.</summary>
    public void Set(JobContext? context)
    {
        if (_current.Value is { } holder)
        {
            holder.Context = null;
        }

        if (context is not null)
        {
            _current.Value = new Holder { Context = context };
        }
    }

    // Flows copy the reference, so clearing the holder reaches all of them.
    private sealed class Holder
    {
        public JobContext? Context { get; set; }
    }
}
