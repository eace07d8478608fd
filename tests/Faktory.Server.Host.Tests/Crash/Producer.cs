using System.Globalization;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash;

/// <summary>Pushes plain jobs and random trees of batches, without end, one command after the other.</summary>
internal sealed class Producer : Actor
{
    private const int DeepestBatch = 3;

    private readonly int _number;
    private readonly Random _random;
    private readonly IEnumerator<Step> _steps;
    private string _reply = "";
    private int _lastId;
    private volatile bool _isFinishing;

    public Producer(Ledger ledger, int number, int seed)
        : base(ledger)
    {
        _number = number;
        _random = new Random(seed);
        _steps = Units().GetEnumerator();
    }

    public override string? Wid(int round) => null;

    /// <summary>No new batch is begun.</summary>
    public void Finish() => _isFinishing = true;

    protected override async Task WorkAsync(FwpClient client)
    {
        // A step whose answer was cut off has been resolved: the next one is due either way.
        while (_steps.MoveNext())
        {
            var step = _steps.Current;
            await SendAsync(client, step.Command, reply => OnReply(step, reply));
        }
    }

    private void OnReply(Step step, FwpReply reply)
    {
        var isRight = step.Expected is null ? reply.Kind == FwpReplyKind.Bulk : reply.ToString() == step.Expected;
        if (!isRight)
        {
            Ledger.Break($"{step.Command} was answered {reply}");
        }

        _reply = reply.Text;
        Ledger.OnAccepted(step.Jobs, step.Bid);
    }

    private IEnumerable<Step> Units()
    {
        while (!_isFinishing)
        {
            yield return Push(null);
            foreach (var step in Build(null, depth: 1))
            {
                yield return step;
            }
        }
    }

    /// <summary>One batch with all below it, committed last.</summary>
    private IEnumerable<Step> Build(string? parent, int depth)
    {
        // A child may have no callback at all.
        var callbacks = _random.Next(parent is null ? 1 : 0, 4);
        var (hasSuccess, hasComplete) = ((callbacks & 1) != 0, (callbacks & 2) != 0);
        var definition = BatchCommands.Definition(
            hasSuccess ? JobText.Callback("callbacks") : null,
            hasComplete ? JobText.Callback("callbacks") : null,
            parent,
            key: NewId("key"),
            description: "crash");
        yield return new Step("BATCH NEW " + definition, null);
        var bid = _reply;
        Ledger.OnBatch(new BatchPromise(bid, hasSuccess, hasComplete));

        for (var jobs = _random.Next(3); jobs > 0; jobs--)
        {
            yield return Push(bid);
        }

        if (_random.Next(2) == 0)
        {
            yield return PushMany(bid);
        }

        for (var children = depth < DeepestBatch ? _random.Next(3) : 0; children > 0; children--)
        {
            foreach (var step in Build(bid, depth + 1))
            {
                yield return step;
            }
        }

        yield return new Step("BATCH COMMIT " + bid, "+OK");
    }

    private Step Push(string? bid)
    {
        var jobId = NewId("job");
        return new Step("PUSH " + NewJob(jobId, bid), "+OK") { Bid = bid, Jobs = [jobId] };
    }

    private Step PushMany(string bid)
    {
        var jobIds = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => NewId("job")).ToArray();
        return new Step($"PUSHB [{string.Join(',', jobIds.Select(jobId => NewJob(jobId, bid)))}]", "{}") { Bid = bid, Jobs = jobIds };
    }

    private string NewJob(string jobId, string? bid) => JobText.Job(jobId, bid: bid, extra: ",\"resend\":false" + _random.Next(10) switch
    {
        0 => $",\"at\":\"{DateTimeOffset.UtcNow.AddMilliseconds(200):O}\"",
        1 => ",\"reserve_for\":5",
        _ => "",
    });

    private string NewId(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{_number}-{++_lastId:00000}");

    /// <param name="Command">The line.</param>
    /// <param name="Expected">The only right answer; null for any bulk.</param>
    private sealed record Step(string Command, string? Expected)
    {
        /// <summary>The batch that the jobs join.</summary>
        public string? Bid { get; init; }

        /// <summary>What is accepted with the right answer.</summary>
        public string[] Jobs { get; init; } = [];
    }
}
