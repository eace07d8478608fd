using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>
/// All semantics of the server: a deterministic, single-threaded state machine. <see cref="Apply"/> does no I/O, reads
/// no clock and draws no randomness; everything comes with the command.
/// </summary>
internal sealed class StateMachine : IStoreTarget
{
    private readonly EngineContext _context;
    private readonly JobTable _jobs;
    private readonly UniqueLocks _locks;
    private readonly WorkerRegistry _workers;
    private readonly Dispatcher _dispatcher;
    private readonly BatchSchedule _schedule = new();
    private readonly BatchRegistry _batches;
    private readonly Gates _gates;
    private readonly PushRules _pushes;
    private readonly BatchBuilder _builder;
    private readonly BatchQueries _batchQueries;
    private readonly InfoQuery _info;
    private readonly SampleQuery _sample;
    private readonly Settlement _settlement;
    private readonly CancelledJobs _cancelledJobs;
    private readonly Cancellations _cancellations;
    private readonly Tracking _tracking;
    private readonly Mutations _mutations;
    private readonly BatchRetries _retries;
    private readonly QueueRemovals _removals;
    private readonly QueueAdministration _queues;
    private readonly Lifetimes _lifetimes;
    private readonly Heartbeats _heartbeats;
    private readonly Throttling _throttling;
    private readonly CronTable _cron;
    private readonly Timers _timers;
    private readonly Loader _loader;
    private readonly IdleWatch _idle;

    /// <param name="options">The settings.</param>
    /// <param name="tally">Counts for metrics, over all engines of the process.</param>
    public StateMachine(EngineOptions options, JobTally? tally = null)
    {
        _context = new EngineContext(options) { Tally = tally ?? new JobTally() };
        _jobs = new JobTable(_context, new ThrottleTable(_context));
        _locks = new UniqueLocks(_context);
        _workers = new WorkerRegistry(_context);
        _dispatcher = new Dispatcher(_context, _jobs, _locks, _workers);
        _batches = new BatchRegistry(_context, _schedule);
        var moves = new JobMoves(_context, _jobs, _dispatcher);
        _gates = new Gates(_context, _jobs, moves, _batches, _schedule);
        _pushes = new PushRules(_context, _jobs, moves, _locks, _batches, _gates);
        _builder = new BatchBuilder(_context, _jobs, _batches, _pushes, _gates);
        _batchQueries = new BatchQueries(_batches);
        _info = new InfoQuery(_context, _jobs, _workers);
        _sample = new SampleQuery(_context, _jobs, _workers, _batches);
        _cancelledJobs = new CancelledJobs(_context, _jobs, moves, _locks, _batches, _gates);
        _cancellations = new Cancellations(_context, _jobs, _batches, _cancelledJobs, _gates);
        var expired = new ExpiredJobs(_context, _jobs.Tracks, moves, _batches, _gates);
        _dispatcher.Drop = entry =>
        {
            if (entry.IsCancelled)
            {
                _cancelledJobs.Drop(entry);
            }
            else
            {
                expired.Drop(entry);
            }
        };
        _settlement = new Settlement(_context, _jobs, moves, _locks, _cancelledJobs, _batches, _gates);
        _tracking = new Tracking(_jobs);
        _mutations = new Mutations(_context, _jobs, moves, _batches, _gates);
        _retries = new BatchRetries(_batches, _mutations);
        _removals = new QueueRemovals(_context, _jobs, moves);
        _queues = new QueueAdministration(_context, _jobs, _dispatcher, _removals);
        _lifetimes = new Lifetimes(_context, _jobs, _batches, _schedule, _gates);
        _heartbeats = new Heartbeats(_context, _workers, _dispatcher, _cancelledJobs);
        _throttling = new Throttling(_context, _jobs, _dispatcher);
        _cron = new CronTable(_context, _pushes);
        _timers = new Timers(_context, _jobs, moves, _dispatcher, _settlement, _workers, _mutations, _cancellations, _removals, _lifetimes, _locks, _cron);
        _idle = new IdleWatch(_context, _jobs, _workers, _dispatcher, _timers);
        _loader = new Loader(_context, _jobs, _batches, _locks, _cron, _mutations, _removals);
    }

    /// <summary>Commands that got their reply since the host last cleared the list.</summary>
    public List<Command> Answered => _context.Answered;

    /// <summary>For the log; the host empties it.</summary>
    public List<EngineNotice> Notices => _context.Notices;

    /// <summary>Connections of workers that were silent for too long; the host closes them and empties the list.</summary>
    public List<Session> Dismissed => _workers.Dismissed;

    /// <summary>FETCHes that wait for a job.</summary>
    public IEnumerable<FetchCommand> Parked => _dispatcher.Parked;

    /// <summary>The throttled queues and how much of each limit is in use.</summary>
    public IEnumerable<ThrottleUsage> Throttles => _jobs.Throttles.Usage;

    /// <summary>An estimate of the bytes that <see cref="TakeChanges"/> would hand over.</summary>
    public long PendingBytes => _context.Changes.PendingBytes;

    /// <summary>How many jobs there are.</summary>
    public int Jobs => _jobs.Index.Count;

    /// <summary>When the next <see cref="TickCommand"/> is due, UTC; null for not at all. A time in the past means at once (work done in slices).</summary>
    public DateTime? NextTick => _timers.Next;

    /// <summary>When the next cron entry is due, UTC; null for never.</summary>
    public DateTime? NextCron => _cron.Next;

    /// <summary>Whether anything changed since the last <see cref="TakeChanges"/>.</summary>
    public bool HasChanges => _context.Changes.HasChanges || _context.Counters.HasChange || _context.Settled.HasChange;

    /// <summary>
    /// Applies one command. Sets its <see cref="Command.Reply"/> unless it is a FETCH that parks or a command without a
    /// reply, and adds every command that got its reply (also FETCHes parked before) to <see cref="Answered"/>.
    /// </summary>
    public void Apply(Command command)
    {
        _context.Begin(command);
        if (Execute(command) is { } reply)
        {
            _context.Answer(command, reply);
        }

        _dispatcher.WakeFreed();
        _idle.Check();
    }

    /// <summary>The changes since the last call, as values.</summary>
    public WriteSet TakeChanges() => _context.Changes.Take(_context.Settled, _context.Counters);

    /// <summary>How many jobs and batch members were forgotten since the last call.</summary>
    public long TakeReleased()
    {
        var released = _context.Released;
        _context.Released = 0;
        return released;
    }

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

    private Reply? Execute(Command command)
    {
        switch (command)
        {
            case FetchCommand fetch:
                _dispatcher.Fetch(fetch);
                return null;
            case AckCommand ack:
                return _settlement.Acknowledge(ack);
            case PushCommand push:
                return _pushes.Push(push.Job) is { } refusal ? Refused(refusal) : Reply.Ok;
            case PushManyCommand push:
                return PushMany(push);
            case FailCommand fail:
                return _settlement.Fail(fail.JobId, fail.Failure);
            case RequeueCommand requeue:
                return _settlement.Requeue(requeue.JobId);
            case BeatCommand beat:
                return _heartbeats.Beat(beat);
            case MutateCommand mutate:
                return _mutations.Start(mutate);
            case QueueCommand queue:
                return _queues.Change(queue);
            case QueueLatencyCommand latency:
                return _queues.Latency(latency.Names);
            case InfoCommand info:
                return _info.Info(info.Figures);
            case FlushCommand:
                return Flush();
            default:
                return ExecuteBatchOrTrack(command) ?? ExecuteSession(command);
        }
    }

    private Reply? ExecuteBatchOrTrack(Command command) => command switch
    {
        BatchNewCommand create => _builder.New(create.Batch),
        BatchOpenCommand open => _builder.Open(open.Bid),
        BatchCommitCommand commit => _builder.Commit(commit.Bid),
        BatchCancelCommand cancel => _cancellations.Start(cancel.Bid),
        BatchStatusCommand status => _batchQueries.Status(status.Bid),
        BatchRetryCommand retry => _retries.Retry(retry.Bid),
        BatchSubmitCommand submit => _builder.Submit(submit.Batch),
        TrackGetCommand track => _tracking.Get(track.JobId),
        TrackSetCommand track => _tracking.Set(track),
        BatchListCommand list => _batchQueries.List(list),
        BatchResultsCommand results => _batchQueries.Results(results),
        BatchTreeCommand tree => _batchQueries.Tree(tree.Bid, tree.After, tree.Limit),
        _ => null,
    };

    private Reply? ExecuteSession(Command command)
    {
        switch (command)
        {
            case TickCommand tick:
                _timers.Run(tick.IsFull);
                return null;
            case ConfigureCronCommand configure:
                _cron.Configure(configure.Entries);
                return null;
            case SetThrottlesCommand set:
                _throttling.Set(set.Rules);
                return null;
            case SampleCommand:
                return _sample.Take();
            case RunDueCommand run:
                _idle.Wait(run);
                return null;
            case ListJobsCommand:
                return JobListing.List(_jobs);
            case HelloCommand:
                _workers.Attach(command.Session);
                return Reply.Ok;
            case InputEndedCommand:
                _dispatcher.EndAll(command.Session);
                return null;
            case GoodbyeCommand:
                _dispatcher.EndAll(command.Session);
                _workers.Detach(command.Session);
                return null;
            case ReturnCommand undelivered:
                foreach (var job in undelivered.Jobs.Reverse())
                {
                    _settlement.TakeBack(job);
                }

                return null;
            default:
                throw new ArgumentException($"The engine does not know {command.GetType().Name}.", nameof(command));
        }
    }

    private Reply PushMany(PushManyCommand command)
    {
        var refused = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (jobId, error) in command.Refused)
        {
            refused[jobId] = error;
        }

        foreach (var job in command.Jobs)
        {
            if (_pushes.Push(job) is { } refusal)
            {
                refused[job.JobId] = refusal;
            }
        }

        return JsonReply.OfRefusals(refused);
    }

    /// <summary>"Not unique" is a code of its own, so that clients can tell it from errors.</summary>
    private static Reply Refused(string refusal) => refusal == PushRules.NotUnique ? Reply.NotUnique : Reply.Error(refusal);

    /// <summary>Jobs, batches, keys and counters go; workers and waiting FETCHes stay (BEHAVIOUR 2.8).</summary>
    private Reply Flush()
    {
        _batches.Clear();
        _jobs.Clear();
        _locks.Clear();
        _mutations.Clear();
        _removals.Clear();
        _cancellations.Clear();
        _cancelledJobs.Clear();
        _lifetimes.Clear();
        _context.Settled.Clear();
        _context.Counters.Clear();
        _context.Changes.Clear();
        _cron.OnFlushed();
        return Reply.Ok;
    }

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
        if (entry.DueAt < earliest)
        {
            _jobs.Extend(entry, earliest);
        }
    }
}
