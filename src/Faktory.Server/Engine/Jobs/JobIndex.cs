using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>
/// Finds live jobs by the hash of their id. One id may have several entries (a handler may push its own job again),
/// which a dictionary could not hold, and the entries themselves are the chain: 8 bytes a job.
/// </summary>
internal sealed class JobIndex
{
    private const int InitialBuckets = 1024;

    /// <summary>Far from where it grows, so that it does not go back and forth.</summary>
    private const int ShrinkBelow = 8;

    private JobEntry?[] _buckets = new JobEntry?[InitialBuckets];

    public int Count { get; private set; }

    public void Add(JobEntry entry)
    {
        if (Count >= _buckets.Length)
        {
            Resize(_buckets.Length * 2);
        }

        Link(_buckets, entry);
        Count++;
    }

    public void Remove(JobEntry entry)
    {
        ref var slot = ref _buckets[Bucket(_buckets, entry.Hash)];
        if (slot == entry)
        {
            slot = entry.NextInIndex;
        }
        else
        {
            var before = slot!;
            while (before.NextInIndex != entry)
            {
                before = before.NextInIndex!;
            }

            before.NextInIndex = entry.NextInIndex;
        }

        entry.NextInIndex = null;
        Count--;
        if (Count < _buckets.Length / ShrinkBelow && _buckets.Length > InitialBuckets)
        {
            Resize(_buckets.Length / 2);
        }
    }

    public bool Contains(JobHash hash) => First(hash) is not null;

    public JobEntry? First(JobHash hash) => Seek(_buckets[Bucket(_buckets, hash)], hash);

    /// <summary>The next entry of the same job id.</summary>
    public static JobEntry? After(JobEntry entry) => Seek(entry.NextInIndex, entry.Hash);

    /// <summary>Whether a member of a batch has a job; one that was removed with its queue does not count.</summary>
    public bool HasMember(JobHash hash, Batch batch)
    {
        var entry = First(hash);
        while (entry is not null && (entry.Batch != batch || entry.IsRemoved))
        {
            entry = After(entry);
        }

        return entry is not null;
    }

    /// <summary>The entry that has been worked on for longest.</summary>
    public JobEntry? OldestWorking(JobHash hash)
    {
        JobEntry? oldest = null;
        for (var entry = First(hash); entry is not null; entry = After(entry))
        {
            if (entry.State == JobState.Working && (oldest is null || entry.Reservation!.Number < oldest.Reservation!.Number))
            {
                oldest = entry;
            }
        }

        return oldest;
    }

    private static JobEntry? Seek(JobEntry? entry, JobHash hash)
    {
        while (entry is not null && entry.Hash != hash)
        {
            entry = entry.NextInIndex;
        }

        return entry;
    }

    private static int Bucket(JobEntry?[] buckets, JobHash hash) => (int)(hash.Low & (ulong)(buckets.Length - 1));

    private static void Link(JobEntry?[] buckets, JobEntry entry)
    {
        ref var slot = ref buckets[Bucket(buckets, entry.Hash)];
        entry.NextInIndex = slot;
        slot = entry;
    }

    private void Resize(int length)
    {
        var resized = new JobEntry?[length];
        foreach (var chain in _buckets)
        {
            for (var entry = chain; entry is not null;)
            {
                var next = entry.NextInIndex;
                Link(resized, entry);
                entry = next;
            }
        }

        _buckets = resized;
    }
}
