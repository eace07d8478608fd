using System.Diagnostics;
using Faktory.LoadTest.Measuring;

namespace Faktory.LoadTest.Load;

/// <summary>The commands of one connection whose replies are awaited, oldest first.</summary>
internal sealed class InFlight<T>(int depth, Latencies latencies)
{
    private readonly Queue<(T Command, long Since)> _commands = new(depth);

    public int Count => _commands.Count;

    public bool IsFull => _commands.Count >= depth;

    /// <summary>How many replies to read before more is sent: half of the depth keeps server and client busy at once.</summary>
    public int ReadNext(bool moreToSend) => moreToSend ? Math.Min(_commands.Count, (depth + 1) / 2) : _commands.Count;

    public void Add(T command) => _commands.Enqueue((command, Stopwatch.GetTimestamp()));

    public T Answered()
    {
        var (command, since) = _commands.Dequeue();
        latencies.Add(Stopwatch.GetTimestamp() - since);
        return command;
    }
}
