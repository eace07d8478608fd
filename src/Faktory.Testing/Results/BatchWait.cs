using System.Globalization;
using System.Text;

namespace Faktory.Testing;

/// <summary>Says what a batch still waits for.</summary>
internal static class BatchWait
{
    private const int MostLines = 20;

    public static FaktoryException Explain(BatchTree tree, IReadOnlyList<WaitingJob> jobs, DateTimeOffset now)
    {
        var batches = Flatten(tree).ToDictionary(status => status.Id, StringComparer.Ordinal);
        var own = jobs.Where(job => job.BatchId is { } bid && batches.ContainsKey(bid)).ToList();
        List<string> reasons =
        [
            .. batches.Values.Where(status => status is { IsCommitted: false, State: not BatchState.Cancelled })
                .Select(status => $"{Name(status)} is not committed, so its callbacks cannot run; call CommitAsync on its handle."),
            .. own.Select(job => $"In {Name(batches[job.BatchId!])}: {job}{Advice(job, tree.Status.Id)}"),
            .. batches.Values.Where(status => status.Pending > 0 && own.All(job => job.BatchId != status.Id))
                .Select(status => $"{Name(status)} has {status.Pending} jobs that were discarded before they succeeded (retry 0, or removed); push them again, or cancel the batch."),
        ];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Name(tree.Status)} is {tree.Status.State} and cannot finish now, at {now:yyyy-MM-dd HH:mm:ss.fff} UTC.");
        reasons.Take(MostLines).ToList().ForEach(reason => text.AppendLine().Append("- ").Append(reason));
        return new FaktoryException((reasons.Count > MostLines ? text.AppendLine().Append(CultureInfo.InvariantCulture, $"- and {reasons.Count - MostLines} more") : text).ToString());
    }

    private static string Advice(WaitingJob job, string batchId) => job.For switch
    {
        WaitingFor.Time or WaitingFor.Retry => " AdvanceAsync moves the clock.",
        WaitingFor.Nothing => $" RetryBatchAsync(\"{batchId}\") runs it again.",
        _ => "",
    };

    private static string Name(BatchStatus status) => $"Batch \"{status.Description}\" ({status.Id})";

    private static IEnumerable<BatchStatus> Flatten(BatchTree tree) => tree.Children.SelectMany(Flatten).Prepend(tree.Status);
}
