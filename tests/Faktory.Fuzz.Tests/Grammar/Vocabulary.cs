using System.Text.RegularExpressions;

namespace Faktory.Fuzz.Tests.Grammar;

/// <summary>The names that commands use, so that they meet each other's jobs, queues, batches and workers.</summary>
internal sealed partial class Vocabulary
{
    private const int RingSize = 64;
    private const int JobIds = 400;

    private static readonly string[] Queues = ["default", "q1", "q2", "Q.-_3"];

    private static readonly string[] Times =
    [
        "2026-01-01T00:00:00Z", "2026-01-01T00:00:05.123456789+01:00", "2026-01-02T00:00:00-05:00", "2027-06-01T12:00:00Z",
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00",
    ];

    private readonly List<string> _batches = [];
    private readonly List<string> _fetched = [];

    /// <summary>The batches that were made last.</summary>
    public IReadOnlyList<string> Batches => _batches;

    public void AddBatch(string bid) => Add(_batches, bid);

    public void AddFetched(string jobId) => Add(_fetched, jobId);

    public void Clear()
    {
        _batches.Clear();
        _fetched.Clear();
    }

    /// <summary>Puts names where the line has <c>@words</c>.</summary>
    public string Fill(string line, Dice dice) => Word().Replace(line, match => match.ValueSpan[1..] switch
    {
        "jid" => JobId(dice),
        "fetched" => _fetched.Count == 0 ? JobId(dice) : dice.Of(_fetched),
        "bid" => _batches.Count == 0 ? "b-none" : dice.Of(_batches),
        "queue" => dice.Of(Queues),
        "time" => dice.Of(Times),
        "wid" => $"worker-{dice.Next(4)}",
        "key" => $"key{dice.Next(6)}",
        _ => match.Value,
    });

    private static string JobId(Dice dice) => $"fuzz-job-{dice.Next(JobIds)}";

    private static void Add(List<string> ring, string name)
    {
        ring.Remove(name);
        ring.Add(name);
        if (ring.Count > RingSize)
        {
            ring.RemoveAt(0);
        }
    }

    [GeneratedRegex("@[a-z]+")]
    private static partial Regex Word();
}
