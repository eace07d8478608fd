namespace Faktory;

/// <summary>
/// The job of a <see cref="FaktoryCronOptions"/>. Each time it is pushed with a new id under the rules of PUSH; a unique job
/// whose lock is held is skipped.
/// </summary>
public sealed class FaktoryCronJobOptions
{
    /// <summary>The job type (<c>type</c>). Required.</summary>
    public string Type { get; set; } = "";

    /// <summary>The queue (<c>queue</c>).</summary>
    /// <value>Null: <c>default</c>.</value>
    public string? Queue { get; set; }

    /// <summary>How often a failed job is tried again (<c>retry</c>): 0 drops it, -1 puts it among the dead ones at once.</summary>
    /// <value>Null: 25.</value>
    public int? Retry { get; set; }

    /// <summary>For how long a worker has the job, in seconds, at most one day (<c>reserve_for</c>).</summary>
    /// <value>Null: the server's default.</value>
    public int? ReserveFor { get; set; }

    /// <summary>
    /// The arguments as a JSON array (<c>args</c>). In a JSON file write the array itself: it reaches the job as it stands there, <c>42</c> as a number
    /// and <c>"42"</c> as text. Everywhere the array may be written as text, <c>"[42, \"42\"]"</c>; in an environment variable that is the way
    /// to say exactly what is meant, because of single elements (<c>…__args__0</c>) only the text is known: a number, true, false or null in JSON is that,
    /// anything else is a string.
    /// </summary>
    /// <value>Null: no arguments.</value>
    public string? Args { get; set; }

    /// <summary>
    /// The <c>custom</c> object as JSON (<c>custom</c>), written as <see cref="Args"/> is: for example <c>{"unique_for": 600, "expires_in": 60}</c>, in seconds,
    /// where <c>expires_in</c> counts from each push.
    /// </summary>
    /// <value>Null: none.</value>
    public string? Custom { get; set; }
}
