using System.Buffers;

namespace Faktory.Server.Hosting;

/// <summary>Checks <c>Faktory:Server:Throttles</c>.</summary>
internal static class ThrottleValidator
{
    private const string Section = FaktoryServerOptionsValidator.Section + ":Throttles";

    private static readonly SearchValues<char> QueueCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static IEnumerable<string> Check(IDictionary<string, FaktoryThrottleOptions> throttles) =>
        throttles.SelectMany(pair => Check(pair.Key, pair.Value ?? new FaktoryThrottleOptions()));

    private static IEnumerable<string> Check(string queue, FaktoryThrottleOptions throttle)
    {
        var key = $"{Section}:{queue}";
        if (queue.Length == 0 || queue.AsSpan().ContainsAnyExcept(QueueCharacters))
        {
            yield return $"{key} is not the name of a queue, which holds only letters, digits, '.', '_' and '-'.";
        }

        if (throttle.Concurrency is null == throttle.Worker is null)
        {
            yield return throttle.Worker is null
                ? $"{key} has no limit; set {key}:concurrency for all workers together, or {key}:worker for each."
                : $"{key}:concurrency and {key}:worker are both set; remove one.";
        }

        (string Name, int? Value)[] limits = [("concurrency", throttle.Concurrency), ("worker", throttle.Worker)];
        foreach (var (name, value) in limits)
        {
            if (value < 1)
            {
                yield return $"{key}:{name} is {value}; it must be at least 1. To stop a queue, pause it.";
            }
        }

        if (throttle.Timeout is not { } timeout)
        {
            yield return $"{key}:timeout is not set; it must be the seconds after which a job that was neither acknowledged nor failed no longer counts.";
        }
        else if (timeout < 1)
        {
            yield return $"{key}:timeout is {timeout}; it must be at least 1 second.";
        }
    }
}
