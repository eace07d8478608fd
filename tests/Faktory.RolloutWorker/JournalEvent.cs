namespace Faktory.RolloutWorker;

public enum JournalEvent
{
    Started,

    /// <summary>The handler has returned; the acknowledgement comes after this.</summary>
    Ended,

    /// <summary>The handler was cancelled because its worker stops; the job is handed back after this.</summary>
    Stopped,

    /// <summary>The handler threw; the failure is reported after this.</summary>
    Failed,
}
