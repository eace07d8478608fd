/// <summary>What was done, in its order.</summary>
public sealed class Journal
{
    private readonly TaskCompletionSource<IReadOnlyList<string>> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _entries = [];

    public Task<IReadOnlyList<string>> Finished => _finished.Task;

    public void Add(string entry)
    {
        lock (_entries)
        {
            _entries.Add(entry);
        }
    }

    public void Finish()
    {
        lock (_entries)
        {
            _finished.TrySetResult([.. _entries]);
        }
    }
}
