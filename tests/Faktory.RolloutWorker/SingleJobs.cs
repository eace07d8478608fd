namespace Faktory.RolloutWorker;

/// <summary>A job that is over long before its worker has drained.</summary>
[JobHandler("rollout.short")]
public sealed class ShortJob : IJobHandler<int>
{
    private const int DifferentLengths = 40;

    public Task HandleAsync(int number, JobContext context, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(number % DifferentLengths), cancellationToken);
}

/// <summary>A job that its worker has no time to finish while it drains.</summary>
[JobHandler(Type)]
public sealed class LongJob : IJobHandler<int>
{
    public const string Type = "rollout.long";

    public static readonly TimeSpan Length = TimeSpan.FromSeconds(12);

    public Task HandleAsync(int number, JobContext context, CancellationToken cancellationToken) => Task.Delay(Length, cancellationToken);
}
