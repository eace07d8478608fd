namespace Faktory.Server.Engine;

/// <summary>
/// The locks of unique jobs (BEHAVIOUR 4.1), each a small entry in the store. A lock ends at its time or when its holder
/// releases it; failing, dying or vanishing does not release it.
/// </summary>
internal sealed class UniqueLocks(EngineContext context)
{
    public const string KeyPrefix = "unique/";

    private const int LocksPerSlice = 5000;

    /// <summary>A lock that is over holds nobody up: many are forgotten in one go rather than each on a tick of its own.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);

    private readonly Dictionary<JobHash, UniqueLock> _locks = [];
    private readonly SortedSet<(DateTime Until, JobHash Key)> _byEnd = new(Comparer<(DateTime Until, JobHash Key)>.Create(Compare));

    /// <summary>When to call <see cref="Sweep"/>; null when there is no lock.</summary>
    public DateTime? Next => _byEnd.Count == 0 ? null : _byEnd.Min.Until + Linger;

    public bool IsHeld(JobHash key) => _locks.TryGetValue(key, out var held) && held.Until > context.Now;

    /// <summary>Takes the lock for a new job if it is free.</summary>
    /// <param name="terms">The job's; nothing happens when it is not unique.</param>
    /// <param name="holder">The job.</param>
    /// <param name="at">When the job becomes due; the lock lasts from then.</param>
    public void Claim(JobTerms? terms, JobHash holder, DateTime? at)
    {
        if (terms?.UniqueKey is not { } key || IsHeld(key))
        {
            return;
        }

        var start = at > context.Now ? at.Value : context.Now;
        var until = start < DateTime.MaxValue - terms.UniqueFor - Linger ? start + terms.UniqueFor : DateTime.MaxValue - Linger;
        Forget(key);
        Add(key, new UniqueLock(holder, until));
        context.Changes.Save(EntryKey(key), _locks[key].ToBytes());
    }

    /// <summary>Ends the lock if this very job holds it.</summary>
    public void Release(JobTerms? terms, JobHash holder)
    {
        if (terms?.UniqueKey is { } key && _locks.TryGetValue(key, out var held) && held.Holder == holder)
        {
            Remove(key);
        }
    }

    /// <summary>Forgets locks whose time is over.</summary>
    public void Sweep()
    {
        if (Next > context.Now)
        {
            return;
        }

        for (var i = 0; i < LocksPerSlice && _byEnd.Count > 0 && _byEnd.Min.Until <= context.Now; i++)
        {
            Remove(_byEnd.Min.Key);
        }
    }

    public void Load(string entryKey, byte[] value) =>
        Add(JobHash.Read(Convert.FromBase64String(entryKey[KeyPrefix.Length..])), UniqueLock.Read(value));

    public void Clear()
    {
        _locks.Clear();
        _byEnd.Clear();
    }

    private void Add(JobHash key, UniqueLock held)
    {
        _locks.Add(key, held);
        _byEnd.Add((held.Until, key));
    }

    private void Remove(JobHash key)
    {
        Forget(key);
        context.Changes.Save(EntryKey(key), null);
    }

    private void Forget(JobHash key)
    {
        if (_locks.Remove(key, out var held))
        {
            _byEnd.Remove((held.Until, key));
        }
    }

    private static string EntryKey(JobHash key)
    {
        Span<byte> bytes = stackalloc byte[JobHash.Size];
        key.Write(bytes);
        return KeyPrefix + Convert.ToBase64String(bytes);
    }

    private static int Compare((DateTime Until, JobHash Key) one, (DateTime Until, JobHash Key) other)
    {
        var order = one.Until.CompareTo(other.Until);
        order = order != 0 ? order : one.Key.High.CompareTo(other.Key.High);
        return order != 0 ? order : one.Key.Low.CompareTo(other.Key.Low);
    }
}
