namespace Faktory.Server.Engine;

/// <summary>Who holds a working job.</summary>
/// <param name="Number">The position the job got when it was reserved: tells this reservation from every other.</param>
/// <param name="Wid">The worker; null for a connection without one.</param>
/// <param name="ReservedAt">UTC.</param>
/// <param name="IsInProcess">Held over the in-memory transport: it ends with the process.</param>
/// <param name="Releases">The worker announced <c>release</c>: its jobs go back when it vanishes.</param>
internal sealed record Reservation(long Number, string? Wid, DateTime ReservedAt, bool IsInProcess, bool Releases)
{
    /// <summary>What it holds of its queue's throttle; null for nothing, or nothing any more. Belongs to <see cref="QueueThrottle"/>.</summary>
    public LinkedListNode<ThrottleSlot>? Slot { get; set; }
}
