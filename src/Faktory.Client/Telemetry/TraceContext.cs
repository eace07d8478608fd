using System.Diagnostics;
using System.Text.Json;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>Carries the trace in a job's <c>custom</c>, as W3C trace context. Nothing is added where no activity is current.</summary>
internal sealed class TraceContext
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    // Longer ones need not be passed on (W3C trace context, 3.3.1.5).
    private const int MaxStateLength = 512;

    private Stamp? _last;

    /// <summary>Makes the current activity the one that created the job; a job that names its creator already keeps it.</summary>
    public Job Inject(Job job)
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity || CustomJson.Find(job.Custom, Parent) is not null)
        {
            return job;
        }

        var state = activity.TraceStateString is { Length: > 0 and <= MaxStateLength } given ? given : null;
        return job with { Custom = job.Custom is { } custom ? Write(custom, id, state) : Alone(id, state) };
    }

    /// <summary>Reads who created a job.</summary>
    /// <returns>False when it does not say, or not in a way that can be read.</returns>
    public static bool TryRead(Job job, out ActivityContext creator)
    {
        creator = default;
        return job.Custom is { ValueKind: JsonValueKind.Object } custom
            && WireJson.GetString(custom, Parent) is { } parent
            && ActivityContext.TryParse(parent, WireJson.GetString(custom, State), isRemote: true, out creator);
    }

    // Jobs that are pushed together mostly have nothing else in their custom, so they share one.
    private JsonElement? Alone(string id, string? state)
    {
        var last = Volatile.Read(ref _last);
        if (last is null || last.Id != id || last.State != state)
        {
            last = new Stamp(id, state, Write(null, id, state));
            Volatile.Write(ref _last, last);
        }

        return last.Custom;
    }

    private static JsonElement? Write(JsonElement? custom, string id, string? state)
    {
        var result = CustomJson.With(custom, Parent, JsonBytes.String(id));
        return state is null ? result : CustomJson.With(result, State, JsonBytes.String(state));
    }

    private sealed record Stamp(string Id, string? State, JsonElement? Custom);
}
