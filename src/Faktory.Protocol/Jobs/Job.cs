using System.Text.Json;

namespace Faktory;

/// <summary>
/// A background job as it travels over the Faktory Work Protocol: a type, positional arguments and delivery settings.
/// Immutable; change a copy with <c>with</c>.
/// </summary>
public sealed partial record Job
{
    /// <summary>Makes a job with a random <see cref="Id"/>.</summary>
    /// <param name="type">The job type that a handler is registered under. Not empty.</param>
    /// <param name="args">The positional arguments, a JSON array.</param>
    public Job(string type, JsonElement args)
        : this(type, args, JobId.NewRandom()) => HasExplicitId = false;

    internal Job(string type, JsonElement args, string id)
    {
        Type = type;
        Args = args;
        _id = id;
        HasExplicitId = true;
    }

    /// <summary>The job type that a handler is registered under (FWP <c>jobtype</c>). Not empty.</summary>
    public string Type { get; init; }

    /// <summary>The positional arguments, a JSON array (FWP <c>args</c>).</summary>
    public JsonElement Args { get; init; }

    /// <summary>The job id (FWP <c>jid</c>), at least 8 bytes. Default: a random one.</summary>
    public string Id
    {
        get => _id;
        init
        {
            _id = value;
            HasExplicitId = true;
        }
    }

    /// <summary>The queue, of letters, digits, <c>.</c>, <c>_</c> and <c>-</c>. Default: <c>default</c>.</summary>
    public string Queue { get; init; } = DefaultQueue;

    /// <summary>When the job becomes due (FWP <c>at</c>); null or a time in the past means at once. At most one of <see cref="At"/> and <see cref="Delay"/>.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long after the push the job becomes due; sent as <c>at</c>. Refused on callbacks.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>How often a failed job is retried (FWP <c>retry</c>): null is 25, 0 discards it on failure, -1 sends it to the dead set on the first failure.</summary>
    public int? Retry { get; init; }

    /// <summary>How long a worker may hold the job (FWP <c>reserve_for</c>), 1 minute to 1 day; null is 30 minutes.</summary>
    public TimeSpan? ReserveFor { get; init; }

    /// <summary>How many stack frames a worker should report (FWP <c>backtrace</c>).</summary>
    public int? Backtrace { get; init; }

    /// <summary>When the job was made (FWP <c>created_at</c>); the server fills it in at the push.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the server last put the job in its queue (FWP <c>enqueued_at</c>); only on fetched jobs.</summary>
    public DateTimeOffset? EnqueuedAt { get; init; }

    /// <summary>The latest failure (FWP <c>failure</c>); null when the job never failed.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>Free data beside the arguments (FWP <c>custom</c>), a JSON object. Content this library does not know is kept byte for byte.</summary>
    public JsonElement? Custom { get; init; }

    internal const string DefaultQueue = "default";

    /// <summary>Whether somebody chose <see cref="Id"/>, so that it must not be replaced by a derived one.</summary>
    internal bool HasExplicitId { get; private init; }

    private readonly string _id;
}
