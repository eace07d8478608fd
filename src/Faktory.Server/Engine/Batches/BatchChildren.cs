namespace Faktory.Server.Engine;

/// <summary>The children of a batch in the order of their creation, and how many of them stand in its way.</summary>
internal sealed class BatchChildren
{
    public Batch? First { get; private set; }

    public int NotCompleteClear { get; private set; }

    public int NotSuccessClear { get; private set; }

    public int Failing { get; private set; }

    public int NotOver { get; private set; }

    private Batch? _last;

    public void Add(Batch child)
    {
        child.PreviousSibling = _last;
        if (_last is null)
        {
            First = child;
        }
        else
        {
            _last.NextSibling = child;
        }

        _last = child;
        child.SeenByParent = GateView.Of(child);
        Count(child.SeenByParent, 1);
    }

    public void Remove(Batch child)
    {
        if (child.PreviousSibling is null)
        {
            First = child.NextSibling;
        }
        else
        {
            child.PreviousSibling.NextSibling = child.NextSibling;
        }

        if (child.NextSibling is null)
        {
            _last = child.PreviousSibling;
        }
        else
        {
            child.NextSibling.PreviousSibling = child.PreviousSibling;
        }

        child.PreviousSibling = null;
        child.NextSibling = null;
        Count(child.SeenByParent, -1);
    }

    /// <summary>Takes over a child's gates.</summary>
    /// <returns>Whether they differ from what was counted.</returns>
    public bool Update(Batch child)
    {
        var view = GateView.Of(child);
        if (view == child.SeenByParent)
        {
            return false;
        }

        Count(child.SeenByParent, -1);
        Count(view, 1);
        child.SeenByParent = view;
        return true;
    }

    private void Count(GateView view, int by)
    {
        NotCompleteClear += view.IsCompleteClear ? 0 : by;
        NotSuccessClear += view.IsSuccessClear ? 0 : by;
        Failing += view.IsFailing ? by : 0;
        NotOver += view.IsOver ? 0 : by;
    }
}
