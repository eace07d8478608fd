using System.Text.Json.Serialization;

namespace Faktory;

/// <summary>Where a batch stands as a whole, its children included (STATUS key <c>state</c>, an extension of this server).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchState>))]
public enum BatchState
{
    /// <summary>Not committed yet: no callback can fire.</summary>
    Open,

    /// <summary>Committed; jobs, children or callbacks are still to be done.</summary>
    Running,

    /// <summary>Something in it has failed and was not acknowledged since, or a batch below it was cancelled, so that as it stands it cannot succeed.</summary>
    Failing,

    /// <summary>Every job, child and callback is acknowledged.</summary>
    Succeeded,

    /// <summary>Cancelled by an operator or a program before it had succeeded, itself or with a batch above it, committed or not.</summary>
    Cancelled,
}
