using System.Runtime.InteropServices;

namespace Faktory.Server.Storage;

/// <summary>The results of the memory store, read while others are written.</summary>
internal sealed class MemoryResults
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<StoredResult>> _byBatch = new(StringComparer.Ordinal);

    public void Add(ResultRow row)
    {
        lock (_gate)
        {
            ref var results = ref CollectionsMarshal.GetValueRefOrAddDefault(_byBatch, row.Bid, out _);
            results ??= [];
            results.Add(new StoredResult(results.Count + 1, row.JobId, row.Json));
        }
    }

    public void Remove(string bid)
    {
        lock (_gate)
        {
            _byBatch.Remove(bid);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _byBatch.Clear();
        }
    }

    public IReadOnlyList<StoredResult> Read(string bid, long after, int limit, long maxBytes)
    {
        var page = new List<StoredResult>();
        lock (_gate)
        {
            var results = _byBatch.GetValueOrDefault(bid) ?? [];
            for (var i = after; i < results.Count && page.Count < limit && maxBytes > 0; i++)
            {
                var result = results[(int)i];
                page.Add(result);
                maxBytes -= result.Size;
            }
        }

        return page;
    }
}
