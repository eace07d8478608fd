namespace Faktory.Testing;

/// <summary>Says why a drain does not come to an end.</summary>
internal static class Stall
{
    public static string Describe(TimeSpan patience, IReadOnlyList<WaitingJob> jobs)
    {
        var running = jobs.Where(job => job.For == WaitingFor.Handler).Select(job => $"{job.Job.Type} ({job.Job.Id})").ToList();
        return running.Count > 0
            ? $"No job has come to an end for {patience.TotalSeconds:0} s of real time, while these handlers run: {string.Join(", ", running)}. "
                + "A handler that waits for the test's clock never gets on in a drain: move the clock with Time.Advance while it runs. For slow handlers set Patience."
            : $"Nothing has happened for {patience.TotalSeconds:0} s of real time: no handler runs, and not every worker of the host has asked for a job. Its log tells why it does not connect.";
    }
}
