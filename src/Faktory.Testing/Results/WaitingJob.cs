using System.Globalization;

namespace Faktory.Testing;

/// <summary>A job that is not done.</summary>
/// <param name="Job">The job, with its <see cref="Job.Failure"/> when it failed.</param>
/// <param name="For">What it waits for.</param>
/// <param name="DueAt">When it goes on by itself; null for never.</param>
public sealed record WaitingJob(Job Job, WaitingFor For, DateTimeOffset? DueAt)
{
    /// <summary>The batch that it is a member or a callback of; null for none.</summary>
    public string? BatchId { get; init; }

    internal bool IsPaused { get; init; }

    /// <summary>What it waits for, as a sentence.</summary>
    public override string ToString()
    {
        var name = $"{Job.Type} ({Job.Id})";
        var failure = Job.Failure is { } failed ? $" after attempt {failed.RetryCount + 1} failed with {failed.ErrorType}: {failed.Message}" : "";
        return For switch
        {
            WaitingFor.Worker when IsPaused => $"{name} waits in queue \"{Job.Queue}\", which is paused.",
            WaitingFor.Worker => $"{name} waits in queue \"{Job.Queue}\", which no worker fetches now.",
            WaitingFor.Handler => $"{name} runs.",
            WaitingFor.Time => $"{name} is scheduled for {Time(DueAt)}.",
            WaitingFor.Retry => $"{name} runs again at {Time(DueAt)}{failure}",
            _ => $"{name} is dead{failure}",
        };
    }

    private static string Time(DateTimeOffset? time) => string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss.fff} UTC");
}
