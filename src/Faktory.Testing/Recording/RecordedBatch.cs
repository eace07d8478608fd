namespace Faktory.Testing;

/// <summary>Copies batches whose jobs were read, because jobs may be read only once.</summary>
internal static class RecordedBatch
{
    public static Batch Of(Batch batch) => Of(batch, [.. batch.Jobs]);

    /// <param name="batch">What is copied, with everything below it.</param>
    /// <param name="jobs">The jobs of the copy.</param>
    public static Batch Of(Batch batch, IReadOnlyList<Job> jobs) => new(batch.Description)
    {
        Key = batch.Key,
        Success = batch.Success,
        Complete = batch.Complete,
        Cancelled = batch.Cancelled,
        Jobs = jobs,
        Children = [.. batch.Children.Select(Of)],
    };

    public static int CountJobs(Batch recorded) => recorded.Jobs.Count() + recorded.Children.Sum(CountJobs);
}
