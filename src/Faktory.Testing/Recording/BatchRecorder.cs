namespace Faktory.Testing;

/// <summary>What was done with batches and jobs, in order. Safe for concurrent use.</summary>
internal sealed class BatchRecorder(string prefix)
{
    private readonly Lock _gate = new();
    private readonly List<Batch> _batches = [];
    private readonly List<Job> _pushed = [];
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public IReadOnlyList<Batch> Batches
    {
        get
        {
            lock (_gate)
            {
                return [.. _batches];
            }
        }
    }

    public IReadOnlyList<Job> Pushed
    {
        get
        {
            lock (_gate)
            {
                return [.. _pushed];
            }
        }
    }

    public void Push(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        lock (_gate)
        {
            _pushed.Add(job);
        }
    }

    /// <summary>Records a batch whose jobs are all there.</summary>
    /// <returns>Its id; the one of an earlier batch with the same key.</returns>
    public string Add(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Add(batch, []);
    }

    /// <summary>Records a batch that jobs are streamed into.</summary>
    public RecordingBatchHandle Begin(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var jobs = new List<Job>();
        return new RecordingBatchHandle(this, Add(batch, jobs), job =>
        {
            lock (_gate)
            {
                jobs.Add(job);
            }
        });
    }

    /// <summary>Opens a batch that is said to be there already.</summary>
    public RecordingBatchHandle Open(string batchId) => new(this, batchId, Push);

    private string Add(Batch batch, List<Job> jobs)
    {
        jobs.AddRange(batch.Jobs);
        var recorded = RecordedBatch.Of(batch, jobs);
        lock (_gate)
        {
            if (batch.Key is { } key && _ids.TryGetValue(key, out var present))
            {
                return present;
            }

            _batches.Add(recorded);
            var id = $"{prefix}{_batches.Count}";
            if (batch.Key is not null)
            {
                _ids.Add(batch.Key, id);
            }

            return id;
        }
    }
}
