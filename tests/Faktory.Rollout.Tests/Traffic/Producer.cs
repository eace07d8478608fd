using System.Collections.Concurrent;
using System.Diagnostics;
using Faktory.RolloutWorker;

namespace Faktory.Rollout.Tests.Traffic;

/// <summary>Pushes jobs and starts chains without a pause other than those that the server makes it take.</summary>
internal sealed class Producer(IFaktoryClient client)
{
    private static readonly TimeSpan BetweenShortJobs = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BetweenLongJobs = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenChains = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, int> _jobs = [];
    private readonly ConcurrentDictionary<string, int> _chains = [];
    private readonly ConcurrentBag<TimeSpan> _waits = [];
    private readonly List<Task> _streams = [];
    private volatile bool _isOver;
    private volatile bool _isLongOver;

    /// <summary>Single jobs whose push was answered, with their numbers.</summary>
    public IReadOnlyDictionary<string, int> Jobs => _jobs;

    /// <summary>The numbers of the chains that were started, by their batches.</summary>
    public IReadOnlyDictionary<string, int> Chains => _chains;

    /// <summary>The longest that it waited for an answer.</summary>
    public TimeSpan LongestWait => _waits.Max();

    public void Start()
    {
        _streams.Add(RunAsync(BetweenShortJobs, () => _isOver, number => PushAsync<ShortJob>(number)));
        _streams.Add(RunAsync(BetweenLongJobs, () => _isOver || _isLongOver, number => PushAsync<LongJob>(number)));
        _streams.Add(RunAsync(BetweenChains, () => _isOver, StartChainAsync));
    }

    /// <summary>Pushes no more long jobs.</summary>
    public void EndLongJobs() => _isLongOver = true;

    /// <summary>Begins nothing new, and waits until what it has begun is answered.</summary>
    public Task StopAsync()
    {
        _isOver = true;
        return Task.WhenAll(_streams);
    }

    private async Task RunAsync(TimeSpan pause, Func<bool> isOver, Func<int, Task> send)
    {
        for (var number = 0; !isOver(); number++)
        {
            var watch = Stopwatch.StartNew();
            await send(number);
            _waits.Add(watch.Elapsed);
            await Task.Delay(pause, TestContext.Current.CancellationToken);
        }
    }

    private async Task PushAsync<THandler>(int number)
        where THandler : class
    {
        var pushed = await client.PushAsync(Job.For<THandler>(number), TestContext.Current.CancellationToken);
        Assert.True(_jobs.TryAdd(pushed.JobId, number));
    }

    private async Task StartChainAsync(int number)
    {
        var bid = await client.StartBatchAsync(Chain.Define(number), TestContext.Current.CancellationToken);
        Assert.True(_chains.TryAdd(bid, number), $"Chain {number} is in the batch of another one.");
    }
}
