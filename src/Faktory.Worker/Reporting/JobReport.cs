namespace Faktory.Worker;

/// <summary>What the server is to be told of one execution.</summary>
/// <param name="Job">The job.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="GiveUpAt">
/// Until when it is worth repeating: an ACK until the reservation ends; a FAIL for 10 s, because after 15 s the job may already run again.
/// For the same reason a FAIL comes too late 10 s after the end of the reservation.
/// </param>
internal sealed record JobReport(Job Job, JobOutcome Outcome, DateTimeOffset GiveUpAt)
{
    private static readonly TimeSpan FailureWindow = TimeSpan.FromSeconds(10);

    public static JobReport Of(RunningJob running, JobOutcome outcome, TimeProvider time) =>
        new(running.Job, outcome, outcome is JobOutcome.Done ? running.ReservedUntil : FailBy(running.ReservedUntil, time.GetUtcNow()));

    public static JobReport HandBack(Job job, TimeProvider time) => new(job, new JobOutcome.HandedBack(), time.GetUtcNow() + FailureWindow);

    private static DateTimeOffset FailBy(DateTimeOffset reservedUntil, DateTimeOffset now) => (now < reservedUntil ? now : reservedUntil) + FailureWindow;
}
