using System.Collections.Concurrent;

namespace Faktory.Client;

/// <summary>Bounds how many values of an attribute a metric tells apart, for names that programs make up: the first hundred.</summary>
internal sealed class BoundedNames
{
    private const int MaxNames = 100;

    private readonly ConcurrentDictionary<string, string> _names = new();
    private int _count;

    /// <returns>The name, or what stands for all others.</returns>
    public string Of(string name) =>
        _names.TryGetValue(name, out var known) ? known
        : Volatile.Read(ref _count) < MaxNames && Interlocked.Increment(ref _count) <= MaxNames ? _names.GetOrAdd(name, name)
        : MessagingNames.Others;
}
