using System.Text.Json.Serialization;

namespace Faktory;

/// <summary>Where a batch callback stands (STATUS keys <c>complete_st</c> and <c>success_st</c>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallbackState>))]
public enum CallbackState
{
    /// <summary>The batch has no such callback.</summary>
    None,

    /// <summary>Not enqueued yet (wire: <c>""</c>).</summary>
    Pending,

    /// <summary>Enqueued, running, failing or dead (wire: <c>"1"</c>).</summary>
    Enqueued,

    /// <summary>Acknowledged (wire: <c>"2"</c>).</summary>
    Acknowledged,
}
