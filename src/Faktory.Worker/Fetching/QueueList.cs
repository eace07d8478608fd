using System.Globalization;
using System.Text.RegularExpressions;

namespace Faktory.Worker;

/// <summary>The queues that a worker fetches: in a fixed order, or drawn by weight for each FETCH.</summary>
internal sealed partial class QueueList
{
    private readonly string[] _names;
    private readonly int[]? _weights;
    private readonly Random _random;

    private QueueList(string[] names, int[]? weights, Random random)
    {
        _names = names;
        _weights = weights;
        _random = random;
    }

    /// <summary>The queues in the order they were named.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Queues in a fixed order.</summary>
    public static QueueList Strict(IEnumerable<string> names) => new([.. names], null, new Random(0));

    /// <summary>Reads <c>"a, b"</c> (strict order) or <c>"a:6, b:3"</c> (weights).</summary>
    /// <param name="text">The setting.</param>
    /// <param name="random">Draws the order of weighted queues.</param>
    /// <exception cref="FormatException">It is neither; the message says why.</exception>
    public static QueueList Parse(string text, Random random)
    {
        var names = new List<string>();
        var weights = new List<int>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var parts = entry.Split(':', 2, StringSplitOptions.TrimEntries);
            if (!QueueName().IsMatch(parts[0]))
            {
                throw new FormatException($"\"{parts[0]}\" is no queue name; use letters, digits, '.', '_' and '-'.");
            }

            if (names.Contains(parts[0]))
            {
                throw new FormatException($"queue \"{parts[0]}\" is named twice.");
            }

            names.Add(parts[0]);
            if (parts.Length == 2)
            {
                weights.Add(int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var weight) && weight > 0
                    ? weight
                    : throw new FormatException($"the weight \"{parts[1]}\" of queue \"{parts[0]}\" is no positive whole number."));
            }
        }

        return weights.Count == 0 || weights.Count == names.Count
            ? new QueueList([.. names], weights.Count == 0 ? null : [.. weights], random)
            : throw new FormatException("some queues have a weight and some have none; give all of them one (\"a:6, b:3\") or none (\"a, b\").");
    }

    /// <summary>The order for the next FETCH; each queue occurs once.</summary>
    public IReadOnlyList<string> Next()
    {
        if (_weights is null)
        {
            return _names;
        }

        // Sorting by u^(1/weight) draws without replacement in proportion to the weights.
        var keys = new double[_names.Length];
        lock (_random)
        {
            for (var index = 0; index < keys.Length; index++)
            {
                keys[index] = -Math.Pow(_random.NextDouble(), 1.0 / _weights[index]);
            }
        }

        var order = (string[])_names.Clone();
        Array.Sort(keys, order);
        return order;
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]+\z")]
    private static partial Regex QueueName();
}
