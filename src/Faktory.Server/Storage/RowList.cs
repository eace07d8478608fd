using System.Collections;

namespace Faktory.Server.Storage;

/// <summary>
/// Rows of a write set, in pieces: thousands of rows in one array would be a large object, and of those each group would leave
/// several behind that only a full garbage collection frees.
/// </summary>
internal sealed class RowList<T> : IReadOnlyList<T>
{
    private const int PieceLength = 256;

    private readonly List<List<T>> _full = [];
    private List<T> _last = [];

    public int Count => (_full.Count * PieceLength) + _last.Count;

    public T this[int index] => index / PieceLength is var piece && piece < _full.Count ? _full[piece][index % PieceLength] : _last[index - (_full.Count * PieceLength)];

    public void Add(T row)
    {
        if (_last.Count == PieceLength)
        {
            _full.Add(_last);
            _last = new List<T>(PieceLength);
        }

        _last.Add(row);
    }

    public void AddRange(IEnumerable<T> rows)
    {
        foreach (var row in rows)
        {
            Add(row);
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        foreach (var piece in _full)
        {
            foreach (var row in piece)
            {
                yield return row;
            }
        }

        foreach (var row in _last)
        {
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
