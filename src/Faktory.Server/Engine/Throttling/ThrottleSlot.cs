namespace Faktory.Server.Engine;

/// <summary>What a running job of a throttled queue holds. It ends once: with the reservation or at its time, whichever comes first.</summary>
internal sealed class ThrottleSlot(QueueThrottle throttle, Reservation holder)
{
    public QueueThrottle Throttle => throttle;

    public Reservation Holder => holder;

    /// <summary>Derived, so that nothing but the reservation has to survive a restart.</summary>
    public DateTime Until => holder.ReservedAt + throttle.Rule.Timeout;
}
