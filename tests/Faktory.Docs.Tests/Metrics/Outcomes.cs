using System.Diagnostics.Metrics;

namespace Faktory.Docs.Tests;

/// <summary>Hears of the outcomes of jobs. To be made after the exporter listens, so that the exporter has heard of them before.</summary>
internal sealed class Outcomes : IDisposable
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MeterListener _listener = new();

    /// <param name="jobTypes">Of which jobs; one of each.</param>
    public Outcomes(params string[] jobTypes)
    {
        var missing = new HashSet<string>(jobTypes);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "faktory.worker.jobs")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var jobType = tags.ToArray().FirstOrDefault(tag => tag.Key == "faktory.job.type").Value as string;
            lock (missing)
            {
                if (jobType is not null && missing.Remove(jobType) && missing.Count == 0)
                {
                    _all.SetResult();
                }
            }
        });
        _listener.Start();
    }

    /// <summary>Ends when each job has one.</summary>
    public Task All => _all.Task;

    public void Dispose() => _listener.Dispose();
}
