using Faktory.Protocol;
using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Faktory.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Testing;

/// <summary>Asks the embedded server what only a test may ask. Nothing here waits for time: the engine answers when it has come to rest.</summary>
internal sealed class TestServer(EngineQuery query, EngineMetrics metrics, IServiceProvider services)
{
    private int? _workers;

    /// <summary>Runs what is due, until nothing can happen before time moves or somebody pushes.</summary>
    /// <param name="patience">How long, in real time, nothing may come to an end.</param>
    /// <param name="cancellationToken">Ends the wait; the jobs run on.</param>
    /// <exception cref="TimeoutException">No job came to an end for so long; the message names those that run.</exception>
    public async Task<IdleReply> RunDueAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        _workers ??= services.GetServices<IHostedService>().OfType<FaktoryWorkerService>().Count();
        var answer = query.AskAsync(session => new RunDueCommand(session, _workers.Value));
        var before = -1L;
        while (true)
        {
            try
            {
                return await answer.WaitAsync(patience, TimeProvider.System, cancellationToken) as IdleReply ?? throw Stopped();
            }
            catch (TimeoutException)
            {
                var now = metrics.Jobs[JobEvent.Fetched] + metrics.Jobs[JobEvent.Acked] + metrics.Jobs[JobEvent.Failed];
                if (now == before)
                {
                    throw new TimeoutException(Stall.Describe(patience, await ListAsync()));
                }

                before = now;
            }
        }
    }

    /// <summary>Every job that is not done.</summary>
    public async Task<IReadOnlyList<WaitingJob>> ListAsync() =>
        await query.AskAsync(session => new ListJobsCommand(session)) is JobListReply { Jobs: var jobs } ? [.. jobs.Select(Read)] : throw Stopped();

    private static WaitingJob Read(JobView view) => new(
        JobJson.Read(view.Payload) with { Failure = view.Failure is { } failure ? JobFailureJson.Read(WireJson.ParseObject(failure.Json, "a failure")) : null },
        view.State switch
        {
            JobState.Enqueued => WaitingFor.Worker,
            JobState.Working => WaitingFor.Handler,
            JobState.Scheduled => WaitingFor.Time,
            JobState.Retrying => WaitingFor.Retry,
            _ => WaitingFor.Nothing,
        },
        view.State is JobState.Scheduled or JobState.Retrying ? new DateTimeOffset(view.DueAt) : null)
    {
        BatchId = view.Bid,
        IsPaused = view.IsPaused,
    };

    private static FaktoryException Stopped() => new("The test server has stopped; a drain needs one that runs.");
}
