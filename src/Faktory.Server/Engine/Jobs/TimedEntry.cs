namespace Faktory.Server.Engine;

/// <summary>A job in a <see cref="TimedSet"/>.</summary>
/// <param name="DueAt">What the timers order by, UTC: due, end of reservation, end of its time as a dead job.</param>
/// <param name="Entry">The job.</param>
internal readonly record struct TimedEntry(DateTime DueAt, JobEntry Entry)
{
    /// <summary>Ties go by position, so that what entered first leaves first.</summary>
    public bool IsBefore(TimedEntry other) =>
        DueAt < other.DueAt || (DueAt == other.DueAt && Entry.Position < other.Entry.Position);
}
