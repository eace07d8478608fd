using System.Text.Json;

namespace Faktory.Protocol;

/// <summary>Puts a <see cref="BatchTree"/> together from the flat pages of <c>BATCH TREE</c>, without recursion: depth may be thousands.</summary>
public sealed class BatchTreeReader
{
    private readonly Dictionary<string, List<BatchTree>> _childrenOf = [];
    private BatchTree? _root;

    /// <summary>The tree of all pages added so far; null before the first.</summary>
    public BatchTree? Root => _root;

    /// <summary>Adds one reply: batches in pre-order.</summary>
    /// <returns>The bid to ask for the next page with (<c>after</c>); null when this was the last.</returns>
    /// <exception cref="FaktoryProtocolException">The bytes are no such reply, name a parent that did not come before, or announce a next page without having brought anything new.</exception>
    public string? AddPage(ReadOnlyMemory<byte> json)
    {
        var root = WireJson.ParseObject(json.Span, "a batch tree");
        if (!WireJson.TryFind(root, "batches", out var batches) || batches.ValueKind != JsonValueKind.Array)
        {
            throw new FaktoryProtocolException("The server sent a batch tree without \"batches\".");
        }

        var before = _childrenOf.Count;
        foreach (var batch in batches.EnumerateArray())
        {
            Add(batch.ValueKind == JsonValueKind.Object
                ? BatchStatusJson.Read(batch)
                : throw new FaktoryProtocolException("The server sent a batch tree with something in it that is no batch."));
        }

        if (WireJson.GetString(root, "next") is not { Length: > 0 } next)
        {
            return null;
        }

        // Whoever asks for the next page of such a server would ask for ever.
        return _childrenOf.Count > before ? next : throw new FaktoryProtocolException("The server sent a page of a batch tree with nothing new on it, and says that there are more.");
    }

    private void Add(BatchStatus status)
    {
        var children = new List<BatchTree>();
        var batch = new BatchTree(status, children);
        if (!_childrenOf.TryAdd(status.Id, children))
        {
            return;
        }

        if (_root is null)
        {
            _root = batch;
        }
        else if (status.ParentId is { } parent && _childrenOf.TryGetValue(parent, out var siblings))
        {
            siblings.Add(batch);
        }
        else
        {
            throw new FaktoryProtocolException($"The server sent batch {status.Id} before its parent {status.ParentId}.");
        }
    }
}
