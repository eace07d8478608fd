using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Faktory.Benchmarks.Measuring;

/// <summary>Which types are allocated, from the runtime's samples, one per 100 KB. Costs time itself.</summary>
internal sealed class AllocationProfile : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords Collector = (EventKeywords)1;
    private const int Shown = 30;

    private readonly ConcurrentDictionary<string, long> _samples = new();

    /// <summary>The most allocated types with their part of all bytes.</summary>
    public IEnumerable<string> Top()
    {
        var all = Math.Max(1, _samples.Values.Sum());
        return _samples.OrderByDescending(type => type.Value).Take(Shown).Select(type => $"{100.0 * type.Value / all,5:F1} %  {type.Key}");
    }

    /// <summary>Forgets what was seen so far.</summary>
    public void Clear() => _samples.Clear();

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            EnableEvents(eventSource, EventLevel.Verbose, Collector);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.PayloadNames?.IndexOf("TypeName") is { } index and >= 0 && eventData.Payload![index] is string type)
        {
            _samples.AddOrUpdate(type, 1, static (_, count) => count + 1);
        }
    }
}
