using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

/// <summary>
/// Wraps another factory and lets a test break its stores. Faults are armed here, so that they outlive a reopening;
/// commits are counted from 1 over all stores it opened. Safe to arm from another thread than the commit thread.
/// </summary>
internal sealed class FaultyStoreFactory(IStoreFactory inner) : IStoreFactory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, CommitFault> _faults = [];
    private readonly Dictionary<int, CommitGate> _gates = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _commitWaiters = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _openWaiters = [];
    private TaskCompletionSource? _opening;
    private int _failingOpens;
    private int _failingLoads;
    private int _failingMaintenances;
    private int _failingReads;
    private int _opens;
    private int _started;
    private int _committed;

    /// <summary>How often a store was asked for, failed attempts included.</summary>
    public int OpenCount => Volatile.Read(ref _opens);

    /// <summary>How many commits have begun.</summary>
    public int StartedCommits => Volatile.Read(ref _started);

    /// <summary>How many commits have returned without an error.</summary>
    public int CompletedCommits => Volatile.Read(ref _committed);

    /// <summary>Fails the <paramref name="ahead"/>-th commit from now; 1 is the next one to begin.</summary>
    public void FailCommit(int ahead = 1, CommitFault fault = CommitFault.BeforeInner)
    {
        lock (_lock)
        {
            _faults[_started + ahead] = fault;
        }
    }

    /// <summary>Holds the <paramref name="ahead"/>-th commit from now until the gate is released.</summary>
    /// <param name="ahead">Which commit.</param>
    /// <param name="isDeaf">Whether it cannot be cancelled.</param>
    public CommitGate HoldCommit(int ahead = 1, bool isDeaf = false)
    {
        var gate = new CommitGate(isDeaf);
        lock (_lock)
        {
            _gates[_started + ahead] = gate;
        }

        return gate;
    }

    /// <summary>Fails the next reading of results.</summary>
    public void FailRead() => Volatile.Write(ref _failingReads, 1);

    /// <summary>For the stores.</summary>
    public void BeginRead()
    {
        if (Interlocked.Exchange(ref _failingReads, 0) == 1)
        {
            throw new StoreException("A test failed this read.");
        }
    }

    /// <summary>Fails the next so many openings; <see cref="int.MaxValue"/> for all, 0 to end it.</summary>
    public void FailOpen(int times = 1)
    {
        lock (_lock)
        {
            _failingOpens = times;
        }
    }

    /// <summary>Holds the next opening until the result is set; nothing cancels it.</summary>
    public TaskCompletionSource HoldOpen()
    {
        lock (_lock)
        {
            return _opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Fails the next so many loads, after the rows were handed out.</summary>
    public void FailLoad(int times = 1)
    {
        lock (_lock)
        {
            _failingLoads = times;
        }
    }

    /// <summary>Fails the next so many housekeepings.</summary>
    public void FailMaintenance(int times = 1)
    {
        lock (_lock)
        {
            _failingMaintenances = times;
        }
    }

    /// <summary>Ends every fault that is armed and lets go of what is held.</summary>
    public void ClearFaults()
    {
        lock (_lock)
        {
            (_failingOpens, _failingLoads, _failingMaintenances) = (0, 0, 0);
            _faults.Clear();
            _gates.Clear();
        }
    }

    /// <summary>Completes when so many commits (in all) have succeeded.</summary>
    public Task WaitForCommitsAsync(int count) => Wait(_commitWaiters, count, () => _committed);

    /// <summary>Completes when a store was asked for so often (in all).</summary>
    public Task WaitForOpensAsync(int count) => Wait(_openWaiters, count, () => _opens);

    public async ValueTask<IStore> OpenAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource? held;
        lock (_lock)
        {
            (held, _opening) = (_opening, null);
            _opens++;
            Signal(_openWaiters, _opens);
            if (_failingOpens > 0)
            {
                _failingOpens -= _failingOpens == int.MaxValue ? 0 : 1;
                throw new StoreException("A test failed the opening of this store.");
            }
        }

        if (held is not null)
        {
            await held.Task;
        }

        return new FaultyStore(this, await inner.OpenAsync(cancellationToken));
    }

    internal (CommitGate? Gate, CommitFault? Fault) BeginCommit()
    {
        lock (_lock)
        {
            _started++;
            _gates.Remove(_started, out var gate);
            return (gate, _faults.Remove(_started, out var fault) ? fault : null);
        }
    }

    internal bool BeginMaintenance()
    {
        lock (_lock)
        {
            return _failingMaintenances > 0 && _failingMaintenances-- > 0;
        }
    }

    internal bool EndLoad()
    {
        lock (_lock)
        {
            return _failingLoads > 0 && _failingLoads-- > 0;
        }
    }

    internal void EndCommit()
    {
        lock (_lock)
        {
            _committed++;
            Signal(_commitWaiters, _committed);
        }
    }

    private static void Signal(List<(int Count, TaskCompletionSource Reached)> waiters, int count)
    {
        foreach (var (_, reached) in waiters.Where(waiter => waiter.Count <= count))
        {
            reached.TrySetResult();
        }
    }

    private Task Wait(List<(int Count, TaskCompletionSource Reached)> waiters, int count, Func<int> current)
    {
        lock (_lock)
        {
            if (current() >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((count, reached));
            return reached.Task;
        }
    }
}
