using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash;

/// <summary>
/// What the server promised, as its clients heard it: every accepted job, every batch, every ACK. Also the judge of what
/// it hands out. Safe for concurrent use.
/// </summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _accepted = [];
    private readonly HashSet<string> _settled = [];
    private readonly HashSet<string> _outstanding = [];
    private readonly HashSet<string> _fetched = [];
    private readonly Dictionary<string, BatchPromise> _batches = [];
    private readonly Dictionary<string, int> _members = [];
    private readonly Dictionary<(string Bid, string Kind), string> _callbacks = [];
    private readonly List<string> _broken = [];
    private TaskCompletionSource? _reached;
    private long _target;
    private long _replies;

    public int Accepted => Read(() => _accepted.Count);

    /// <summary>Jobs whose ACK was answered, callbacks included.</summary>
    public int Settled => Read(() => _settled.Count);

    public int Callbacks => Read(() => _callbacks.Count);

    /// <summary>FETCHes that returned a job which had been handed out before and not been failed.</summary>
    public int Redelivered { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Commands whose answer a crash had cut off and that were sent again.</summary>
    public int Repeated { get; private set; }

    public IReadOnlyList<BatchPromise> Batches => Read(() => _batches.Values.ToList());

    /// <summary>Promises that were seen broken.</summary>
    public IReadOnlyList<string> Broken => Read(() => _broken.ToList());

    /// <summary>Completes when so many more commands have been answered.</summary>
    public Task RepliesAsync(int count)
    {
        lock (_gate)
        {
            _target = _replies + count;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task;
        }
    }

    public void OnReply(bool isRepeated) => Write(() =>
    {
        Repeated += isRepeated ? 1 : 0;
        if (++_replies >= _target)
        {
            _reached?.TrySetResult();
        }
    });

    public void OnAccepted(IReadOnlyCollection<string> jobs, string? bid) => Write(() =>
    {
        _accepted.UnionWith(jobs);
        if (bid is not null)
        {
            _members[bid] = _members.GetValueOrDefault(bid) + jobs.Count;
        }
    });

    public void OnBatch(BatchPromise batch) => Write(() => _batches.TryAdd(batch.Bid, batch));

    public void OnFetched(JsonElement job) => Write(() =>
    {
        var jobId = job.Jid();
        Check(!_settled.Contains(jobId), $"{jobId} was acknowledged and handed out again");
        if (job.Custom("_bid") is { } bid)
        {
            OnCallbackFetched(bid, job.Custom("_cb")!, jobId);
        }

        _fetched.Add(jobId);
        Redelivered += _outstanding.Add(jobId) ? 0 : 1;
    });

    public void OnAcknowledged(string jobId) => Write(() =>
    {
        Check(_settled.Add(jobId), $"{jobId} was acknowledged twice");
        _outstanding.Remove(jobId);
    });

    public void OnFailed(string jobId) => Write(() =>
    {
        Failed++;
        _outstanding.Remove(jobId);
    });

    /// <summary>How many jobs were accepted into the batch.</summary>
    public int MembersOf(string bid) => Read(() => _members.GetValueOrDefault(bid));

    /// <summary>Whether nobody has seen the job before.</summary>
    public bool IsNew(string jobId) => Read(() => !_fetched.Contains(jobId));

    public void Break(string what) => Write(() => _broken.Add(what));

    /// <summary>Jobs that were accepted, or fired as a callback, and never acknowledged; and the other way round.</summary>
    public IReadOnlyList<string> Unsettled() => Read(() =>
    {
        var owed = new HashSet<string>(_accepted);
        owed.UnionWith(_callbacks.Values);
        owed.SymmetricExceptWith(_settled);
        return owed.Order(StringComparer.Ordinal).ToList();
    });

    private void OnCallbackFetched(string bid, string kind, string jobId)
    {
        if (!_callbacks.TryAdd((bid, kind), jobId))
        {
            Check(_callbacks[(bid, kind)] == jobId, $"The {kind} callback of {bid} came as {_callbacks[(bid, kind)]} and as {jobId}");
        }
    }

    private void Check(bool isRight, string otherwise)
    {
        if (!isRight)
        {
            _broken.Add(otherwise);
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Write(Action write)
    {
        lock (_gate)
        {
            write();
        }
    }
}
