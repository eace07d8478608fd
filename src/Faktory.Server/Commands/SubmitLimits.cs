namespace Faktory.Server.Commands;

/// <summary>Counts what one BATCH SUBMIT brings: it is applied in one go, so its size bounds how long all other clients wait.</summary>
internal sealed class SubmitLimits
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxJobs = 5000;
    private const int MaxBatches = 5000;
    private const string Instead = "create the root with BATCH NEW and a key, and push into it";

    private int _jobs;
    private int _batches;

    /// <returns>What is wrong with a command of this length; null for nothing.</returns>
    public static string? CheckBytes(int length) =>
        length > MaxBytes ? $"BATCH SUBMIT takes at most {MaxBytes} bytes, this one has {length}: {Instead}" : null;

    /// <returns>What is wrong with one more batch; null for nothing.</returns>
    public string? AddBatch() =>
        ++_batches > MaxBatches ? $"BATCH SUBMIT takes at most {MaxBatches} batches: {Instead}" : null;

    /// <returns>What is wrong with one more job; null for nothing.</returns>
    public string? AddJob() =>
        ++_jobs > MaxJobs ? $"BATCH SUBMIT takes at most {MaxJobs} jobs: {Instead}" : null;
}
