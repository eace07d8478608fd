namespace Faktory.Server.Tests.Model;

internal enum MemberState
{
    /// <summary>Not executed yet.</summary>
    Outstanding,

    /// <summary>Its latest execution failed, and it was not acknowledged since.</summary>
    Failed,

    /// <summary>Acknowledged.</summary>
    Settled,
}

internal sealed class ModelCallback(string kind, string queue, int retry, string? memberOf)
{
    public string Kind { get; } = kind;

    public string Queue { get; } = queue;

    public int Retry { get; } = retry;

    /// <summary>The batch it joins once enqueued.</summary>
    public string? MemberOf { get; } = memberOf;

    /// <summary>0 not enqueued, 1 enqueued, 2 acknowledged.</summary>
    public int State { get; set; }

    /// <summary>Whether its latest execution failed.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Whether its job was removed without an acknowledgement, so that it stays at 1 for ever.</summary>
    public bool IsLost { get; set; }
}

internal sealed class ModelBatch(string bid, ModelBatch? parent, string? key, ModelCallback? success, ModelCallback? complete, ModelCallback? cancelled)
{
    public string Bid { get; } = bid;

    public ModelBatch? Parent { get; } = parent;

    public string? Key { get; } = key;

    public ModelCallback? Success { get; } = success;

    public ModelCallback? Complete { get; } = complete;

    public ModelCallback? Cancelled { get; } = cancelled;

    public IEnumerable<ModelCallback> Callbacks => new[] { Success, Complete, Cancelled }.OfType<ModelCallback>();

    public int Depth { get; } = parent is null ? 1 : parent.Depth + 1;

    public bool IsCommitted { get; set; }

    /// <summary>It or a batch above it was cancelled: it takes in nothing.</summary>
    public bool IsClosed { get; set; }

    /// <summary>It is closed and had not succeeded then.</summary>
    public bool IsCancelled { get; set; }

    public List<ModelBatch> Children { get; } = [];

    /// <summary>By the key of their job.</summary>
    public Dictionary<string, MemberState> Members { get; } = [];

    public int Pending => Members.Values.Count(state => state != MemberState.Settled);

    public int Failed => Members.Values.Count(state => state == MemberState.Failed);

    /// <summary>Whether something in it or below it failed and was not acknowledged since.</summary>
    public bool IsFailing => IsCancelled || Failed > 0 || Success is { HasFailed: true } || Complete is { HasFailed: true } || Children.Exists(child => child.IsFailing);

    /// <summary>STATUS "state".</summary>
    public string State => IsCancelled ? "cancelled" : !IsCommitted ? "open" : IsSuccessClear ? "succeeded" : IsFailing ? "failing" : "running";

    // BEHAVIOUR 3.3 and 3.5, word for word.

    /// <summary>The complete condition: committed, every member executed, every child complete-clear.</summary>
    public bool IsComplete => IsCommitted && !IsCancelled && !Members.ContainsValue(MemberState.Outstanding) && Children.TrueForAll(child => child.IsCompleteClear);

    /// <summary>The success condition: committed, every member acknowledged, every child success-clear.</summary>
    public bool IsSuccessful => IsCommitted && !IsCancelled && Pending == 0 && Children.TrueForAll(child => child.IsSuccessClear);

    public bool IsCompleteClear => IsCancelled
        ? IsStill && IsDone(Cancelled)
        : IsComplete && IsDone(Complete) && (!IsSuccessful || IsDone(Success));

    /// <summary>Cancelled, and no job or other callback of it or below it is live.</summary>
    public bool IsStill => IsCancelled && Pending == 0 && Success is not { State: 1 } && Complete is not { State: 1 } && Children.TrueForAll(child => child.IsCompleteClear);

    /// <summary>Nothing is left to be done, with success or because of what was cancelled.</summary>
    public bool IsOver => IsCompleteClear && Pending == 0 && Success is not { State: 1 } && Children.TrueForAll(child => child.IsOver);

    public bool IsSuccessClear => IsSuccessful && IsDone(Complete) && IsDone(Success);

    public bool IsCompleteDue => Complete is { State: 0 } && IsComplete;

    public bool IsSuccessDue => Success is { State: 0 } && IsSuccessful && IsDone(Complete);

    public bool IsBelow(ModelBatch root) => this == root || Parent?.IsBelow(root) == true;

    public bool IsCancelledDue => Cancelled is { State: 0 } && IsStill;

    private static bool IsDone(ModelCallback? callback) => callback is null or { State: 2 };
}
