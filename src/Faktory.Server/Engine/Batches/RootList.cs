namespace Faktory.Server.Engine;

/// <summary>The batches without a parent in the order of their creation.</summary>
internal sealed class RootList
{
    private readonly SortedSet<Batch> _roots = new(Comparer<Batch>.Create(static (one, other) => one.Number.CompareTo(other.Number)));

    public void Add(Batch batch) => _roots.Add(batch);

    public void Remove(Batch batch) => _roots.Remove(batch);

    public void Clear() => _roots.Clear();

    /// <summary>From the newest that is older than this number (null: than none) to the oldest; finding the first one does not depend on how many there are.</summary>
    public IEnumerable<Batch> NewestBefore(long? number)
    {
        if (_roots.Min is not { } oldest || number <= oldest.Number)
        {
            return [];
        }

        return number is { } limit ? _roots.GetViewBetween(oldest, Probe(limit - 1)).Reverse() : _roots.Reverse();
    }

    /// <summary>Something to compare with.</summary>
    private static Batch Probe(long number) => new() { Number = number, Bid = "", Description = "", CreatedAt = default };
}
