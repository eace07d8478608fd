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
    /// <exception cref="FaktoryProtocolException">The bytes are no such reply, or name a parent that did not come before.</exception>
    public string? AddPage(ReadOnlyMemory<byte> json)
    {
        var root = WireJson.ParseObject(json.Span, "a batch tree");
        if (!root.TryGetProperty("batches", out var batches) || batches.ValueKind != JsonValueKind.Array)
        {
            throw new FaktoryProtocolException("The server sent a batch tree without \"batches\".");
        }

        foreach (var batch in batches.EnumerateArray())
        {
            Add(BatchStatusJson.Read(batch));
        }

        return WireJson.GetString(root, "next") is { Length: > 0 } next ? next : null;
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
