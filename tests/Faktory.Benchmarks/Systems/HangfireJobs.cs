using Faktory.Benchmarks.EndToEnd;
using Faktory.Benchmarks.Measuring;
using Hangfire;

namespace Faktory.Benchmarks.Systems;

/// <summary>The jobs as Hangfire calls them.</summary>
public sealed class HangfireJobs
{
    private readonly Scoreboard _board;
    private readonly ComparisonSettings _settings;
    private readonly IBackgroundJobClient _client;

    internal HangfireJobs(Scoreboard board, ComparisonSettings settings, IBackgroundJobClient client)
    {
        _board = board;
        _settings = settings;
        _client = client;
    }

    public void NoOp(int number) => _board.Ran();

    /// <summary>Hangfire's free edition has no batches: the last job of a stage, by a count in memory, enqueues the next stage.</summary>
    public void Stage(int chain, int stage)
    {
        if (_board.StageRan(chain, stage) && stage + 1 < Chain.Stages)
        {
            Begin(_client, chain, stage + 1, _settings.Width);
        }
    }

    internal static void Begin(IBackgroundJobClient client, int chain, int stage, int width)
    {
        for (var job = 0; job < width; job++)
        {
            client.Enqueue<HangfireJobs>(jobs => jobs.Stage(chain, stage));
        }
    }
}
