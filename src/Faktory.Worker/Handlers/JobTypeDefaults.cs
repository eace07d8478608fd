namespace Faktory.Worker;

/// <summary>A job type with the delivery settings that its attributes give; null where none does.</summary>
internal sealed record JobTypeDefaults(string JobType, string? Queue, int? Retry, TimeSpan? Timeout)
{
    private static readonly TimeSpan ShortestReservation = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestReservation = TimeSpan.FromDays(1);

    /// <summary>Applies the settings to a new job. A timeout is also the time a worker may hold the job, as far as the protocol allows.</summary>
    public Job Apply(Job job) => job with
    {
        Queue = Queue ?? job.Queue,
        Retry = Retry ?? job.Retry,
        ReserveFor = Timeout is { } timeout
            ? TimeSpan.FromTicks(Math.Clamp(timeout.Ticks, ShortestReservation.Ticks, LongestReservation.Ticks))
            : job.ReserveFor,
    };
}
