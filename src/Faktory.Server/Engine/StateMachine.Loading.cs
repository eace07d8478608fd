using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>How the rows of a store become an engine again.</summary>
internal sealed partial class StateMachine : IStoreTarget
{
    /// <summary>Ends loading: gives back what cannot be held any more and re-evaluates what is unfinished. Call once after the store's rows, before the first command.</summary>
    /// <param name="now">The time of the start, UTC.</param>
    /// <param name="isNewProcess">Whether the process started just now, so that nobody can still hold a job over the in-memory transport.</param>
    /// <param name="cron">The cron entries that are configured; null for none.</param>
    public void FinishLoading(DateTime now, bool isNewProcess, IReadOnlyList<CronEntry>? cron = null)
    {
        _context.Advance(now);
        _loader.Finish();
        _cron.FinishLoading(isNewProcess, cron ?? []);
        foreach (var entry in _jobs.Working.Entries.OrderByDescending(entry => entry.Position).ToList())
        {
            ResumeReservation(entry, isNewProcess);
        }

        _cancellations.Resume();
        foreach (var batch in _batches.All.OrderByDescending(batch => batch.Number).ToList())
        {
            _schedule.Set(batch, _context.Now);
            _gates.Evaluate(batch);
        }

        _throttling.Load();
    }

    public void OnEntry(string key, byte[] value) => _loader.OnEntry(key, value);

    public void OnQueue(in QueueRow row) => _loader.OnQueue(row);

    public void OnBatch(BatchRow row) => _loader.OnBatch(row);

    public void OnMembers(in MemberRow row) => _loader.OnMembers(row);

    public void OnSettled(in SettledRow row) => _loader.OnSettled(row);

    public void OnJob(in JobRow row) => _loader.OnJob(row);

    /// <summary>A reservation over the in-memory transport ended with the process; any other ends no sooner than running workers need to acknowledge.</summary>
    private void ResumeReservation(JobEntry entry, bool isNewProcess)
    {
        var reservation = entry.Reservation!;
        if (reservation.IsInProcess && isNewProcess)
        {
            _settlement.Return(entry);
            return;
        }

        if (reservation is { Releases: true, Wid: { } wid })
        {
            _workers.ExpectBack(wid);
        }

        var earliest = _context.Now + _context.Options.GraceAfterLoad;
        if (_jobs.DueAt(entry) < earliest)
        {
            _jobs.Extend(entry, earliest);
        }
    }
}
