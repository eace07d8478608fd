namespace Faktory.Client;

/// <summary>What one BATCH SUBMIT may hold.</summary>
internal sealed class SubmitBudget
{
    /// <summary>Jobs, callbacks included; also batches.</summary>
    public const int MaxJobs = 5000;

    /// <summary>Bytes of the command.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Levels of batches within batches; servers read JSON only to a certain depth.</summary>
    public const int MaxLevels = 64;

    private int _batches;
    private int _jobs;
    private long _bytes;

    public bool IsLeft => _batches <= MaxJobs && _jobs <= MaxJobs && _bytes <= MaxBytes;

    /// <returns>Whether another batch fits, on this level from 1.</returns>
    public bool TryEnter(int level)
    {
        _batches++;
        return level <= MaxLevels && IsLeft;
    }

    public void Take(IEnumerable<GatheredPush> pushes)
    {
        foreach (var push in pushes)
        {
            _jobs++;
            _bytes += JobSize.Estimate(push.Job!);
        }
    }
}
