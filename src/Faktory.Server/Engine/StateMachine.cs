using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>
/// All semantics of the server: a deterministic, single-threaded state machine. <see cref="Apply"/> does no I/O, reads
/// no clock and draws no randomness; everything comes with the command.
/// </summary>
internal sealed partial class StateMachine
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
    public WriteSet TakeChanges() => _context.Changes.Take(_jobs, _context.Settled, _context.Counters);

    /// <summary>How many jobs and batch members were forgotten since the last call.</summary>
    public long TakeReleased()
    {
        var released = _context.Released;
        _context.Released = 0;
        return released;
    }
}
