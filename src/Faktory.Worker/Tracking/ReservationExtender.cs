using Faktory.Client;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>
/// Keeps the jobs reserved whose handlers run long (FWP TRACK SET with <c>reserve_until</c>), over the heartbeat's connection. The time sent is
/// the worker's own: its clock may be behind the server's by up to half of the shortest reservation.
/// </summary>
internal sealed partial class ReservationExtender(WorkerLink link, RunningJobs running, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(10);

    private IFaktoryWorkerConnection? _refusing;

    /// <summary>Extends whatever needs it, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var due = new List<RunningJob>();
        try
        {
            while (due.Count > 0 || await running.ToExtend.WaitToReadAsync(cancellationToken))
            {
                while (running.ToExtend.TryRead(out var job))
                {
                    due.Add(job);
                }

                if (due.Count > 0)
                {
                    await ExtendAsync(due, cancellationToken);
                }

                // What is left is tried again, until its handler has ended or its reservation has.
                due.RemoveAll(job => !job.AwaitsExtension);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task ExtendAsync(List<RunningJob> due, CancellationToken cancellationToken)
    {
        var connection = await link.GetAsync(cancellationToken);
        try
        {
            // One alone first, because a server without tracking refuses all of them.
            await ExtendAsync(connection, due[0], cancellationToken);
            await Task.WhenAll(due.Skip(1).Select(job => ExtendAsync(connection, job, cancellationToken)));
        }
        catch (Exception exception) when (exception is FaktoryConnectionException or IOException or TimeoutException)
        {
            await link.DropAsync(connection);
        }
        catch (FaktoryException refusal)
        {
            if (_refusing != connection)
            {
                _refusing = connection;
                Log.Refused(logger, connection.Endpoint, refusal.Message);
            }

            await Task.Delay(PauseAfterRefusal, time, cancellationToken);
        }
    }

    private async Task ExtendAsync(IFaktoryWorkerConnection connection, RunningJob job, CancellationToken cancellationToken)
    {
        var until = job.Extension(time.GetUtcNow());
        await connection.TrackAsync(job.Job.Id, reserveUntil: until).WaitAsync(Patience, time, cancellationToken);
        link.Worked();
        running.Extend(job, until);
        Log.Extended(logger, job.Job.Type, job.Job.Id, until);
    }

    private static partial class Log
    {
        [LoggerMessage(103, LogLevel.Debug, "{JobType} {JobId} still runs and stays reserved until {Until:O}")]
        public static partial void Extended(ILogger logger, string jobType, string jobId, DateTimeOffset until);

        [LoggerMessage(100, LogLevel.Warning, "{Endpoint} does not hold jobs for longer than they were pushed with: {Reason} Their handlers are cancelled when their reservations end; push them with a longer ReserveFor")]
        public static partial void Refused(ILogger logger, string endpoint, string reason);
    }
}
