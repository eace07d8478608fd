using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>
/// Finds live jobs by the hash of their id. One id may have several entries (a handler may push its own job again),
/// which a dictionary could not hold, and the entries themselves are the chain: 8 bytes a job. It grows and shrinks by one
/// bucket at a time (linear hashing): a million jobs are never looked through at once, nor is there a second table meanwhile.
/// </summary>
internal sealed class JobIndex
{
    /// <summary>Small enough that no piece is a large object; a power of two.</summary>
    private const int PieceLength = 1024;

    /// <summary>Far from where it grows, so that it does not go back and forth.</summary>
    private const int ShrinkBelow = 2;

    private readonly List<JobEntry?[]> _pieces = [new JobEntry?[PieceLength]];
    private int _buckets = PieceLength;

    /// <summary>The largest power of two up to the number of buckets: those from here on were split off from the first ones.</summary>
    private int _level = PieceLength;

    public int Count { get; private set; }

    public void Add(JobEntry entry)
    {
        if (Count >= _buckets)
        {
            Split();
        }

        Link(ref BucketOf(entry.Hash), entry);
        Count++;
    }

    public void Remove(JobEntry entry)
    {
        ref var bucket = ref BucketOf(entry.Hash);
        if (bucket == entry)
        {
            bucket = entry.NextInIndex;
        }
        else
        {
            var before = bucket!;
            while (before.NextInIndex != entry)
            {
                before = before.NextInIndex!;
            }

            before.NextInIndex = entry.NextInIndex;
        }

        entry.NextInIndex = null;
        Count--;
        while (Count < _buckets / ShrinkBelow && _buckets > PieceLength)
        {
            Merge();
        }
    }

    public bool Contains(JobHash hash) => First(hash) is not null;

    public JobEntry? First(JobHash hash) => Seek(BucketOf(hash), hash);

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

    private static void Link(ref JobEntry? bucket, JobEntry entry)
    {
        entry.NextInIndex = bucket;
        bucket = entry;
    }

    private ref JobEntry? BucketOf(JobHash hash)
    {
        var number = (int)(hash.Low & (ulong)((2 * _level) - 1));
        return ref Bucket(number < _buckets ? number : number - _level);
    }

    private ref JobEntry? Bucket(int number) => ref _pieces[number / PieceLength][number % PieceLength];

    /// <summary>Adds a bucket, which takes its jobs from the one that had them.</summary>
    private void Split()
    {
        if (_buckets % PieceLength == 0)
        {
            _pieces.Add(new JobEntry?[PieceLength]);
        }

        var chain = TakeChain(_buckets - _level);
        if (++_buckets == 2 * _level)
        {
            _level = _buckets;
        }

        Relink(chain);
    }

    /// <summary>Takes the last bucket away; its jobs go back to the one from which it was split off.</summary>
    private void Merge()
    {
        var chain = TakeChain(--_buckets);
        if (_buckets < _level)
        {
            _level /= 2;
        }

        if (_buckets % PieceLength == 0)
        {
            _pieces.RemoveAt(_pieces.Count - 1);
        }

        Relink(chain);
    }

    private JobEntry? TakeChain(int number)
    {
        ref var bucket = ref Bucket(number);
        var chain = bucket;
        bucket = null;
        return chain;
    }

    private void Relink(JobEntry? chain)
    {
        while (chain is { } entry)
        {
            chain = entry.NextInIndex;
            Link(ref BucketOf(entry.Hash), entry);
        }
    }
}
