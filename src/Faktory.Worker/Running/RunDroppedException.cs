namespace Faktory.Worker;

/// <summary>Says that a run is to end as if its process had died: neither ACK nor FAIL, the job goes back to its queue. For tests, from outside of all other middleware.</summary>
internal sealed class RunDroppedException : Exception
{
    public RunDroppedException() : base("The run was dropped, as if its process had died.")
    {
    }
}
