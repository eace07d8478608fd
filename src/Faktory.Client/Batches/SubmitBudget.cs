namespace Faktory.Client;

/// <summary>What one BATCH SUBMIT may hold.</summary>
internal sealed class SubmitBudget
{
    /// <summary>Jobs, callbacks included.</summary>
    public const int MaxJobs = 5000;

    /// <summary>Bytes of the command.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private int _jobs;
    private long _bytes;

    public bool IsLeft => _jobs <= MaxJobs && _bytes <= MaxBytes;

    public void Take(IEnumerable<GatheredPush> pushes)
    {
        foreach (var push in pushes)
        {
            _jobs++;
            _bytes += JobSize.Estimate(push.Job!);
        }
    }
}
