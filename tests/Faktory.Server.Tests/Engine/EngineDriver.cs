using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>
/// Drives a <see cref="StateMachine"/> as its host would, on one thread and with a clock that moves only when told:
/// every command gets time and seed, every group is committed to a store, and the engine can be restarted from it.
/// </summary>
internal sealed class EngineDriver
{
    private EngineOptions _options;
    private readonly ulong _seed;
    private ulong _commands;

    public EngineDriver(EngineOptions? options = null, ulong seed = 1)
    {
        _options = options ?? new EngineOptions();
        _seed = seed;
        Engine = new StateMachine(_options);
        Engine.FinishLoading(Now, isNewProcess: true);
    }

    public static DateTime Start { get; } = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public DateTime Now { get; private set; } = Start;

    public StateMachine Engine { get; private set; }

    public ObservedStore Store { get; } = new();

    /// <summary>What the next <see cref="Restart"/> finds configured.</summary>
    public IReadOnlyList<CronEntry> Cron { get; set; } = [];

    /// <summary>Whether every command is a group of its own. When false, <see cref="Commit"/> ends a group.</summary>
    public bool CommitsAtOnce { get; init; } = true;

    /// <summary>Called with each group before it is stored.</summary>
    public Action<WriteSet>? OnCommit { get; init; }

    /// <summary>Commands answered by the last <see cref="Send"/>, its own included.</summary>
    public List<Command> Answered { get; } = [];

    public Reply? Send(Command command)
    {
        command.Now = Now;
        command.Seed = Mix(_seed + (++_commands * 0x9E3779B97F4A7C15));
        Engine.Apply(command);
        Answered.Clear();
        Answered.AddRange(Engine.Answered);
        Engine.Answered.Clear();
        if (CommitsAtOnce)
        {
            Commit();
        }

        return command.Reply;
    }

    public void Commit()
    {
        if (Engine.HasChanges)
        {
            var changes = Engine.TakeChanges();
            OnCommit?.Invoke(changes);
            Store.Commit(changes);
        }
    }

    /// <summary>Ends the process after the last command's group and starts it again from the store.</summary>
    public void Restart(TimeSpan downtime = default)
    {
        Commit();
        Now += downtime;
        Engine = new StateMachine(_options);
        Store.Load(Engine);
        Engine.FinishLoading(Now, isNewProcess: true, Cron);
        Commit();
    }

    /// <summary>Moves the clock without doing what becomes due.</summary>
    public void MoveClock(DateTime now) => Now = now > Now ? now : Now;

    /// <summary>Does what is due at the current time, in as many slices as the engine wants.</summary>
    public void Tick()
    {
        for (var rounds = 0; Engine.NextTick <= Now; rounds++)
        {
            Assert.True(rounds < 10_000, "The engine asks for ticks without end.");
            Send(new TickCommand());
        }
    }

    /// <summary>Moves the clock from one due time to the next until so much time has passed.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Now + by;
        while (Engine.NextTick is { } next && next <= end)
        {
            MoveClock(next);
            Tick();
        }

        MoveClock(end);
    }

    /// <returns>Null for +OK, else the error.</returns>
    public string? Push(JobDraft job) => ErrorOf(Send(new PushCommand(new Session(), job)));

    public string? Push(string jid, string? bid = null) => Push(Drafts.Job(jid, bid));

    /// <summary>Fetches on a connection of its own, which gives up at once when there is nothing.</summary>
    public FetchedJob? Fetch(params string[] queues) => FetchOn(new Session(), queues);

    public FetchedJob? FetchInProcess(params string[] queues) => FetchOn(new Session { IsInProcess = true }, queues);

    public FetchedJob? FetchOn(Session session, params string[] queues)
    {
        var command = new FetchCommand(session, queues.Length == 0 ? ["default"] : queues);
        Send(command);
        if (command.Reply is null)
        {
            Send(new InputEndedCommand(session));
            Assert.Same(Reply.Null, command.Reply);
        }

        return command.Reply is JobReply job ? new FetchedJob(job) : null;
    }

    /// <summary>Fetches a job that must be there.</summary>
    public FetchedJob Take(params string[] queues)
    {
        var job = Fetch(queues);
        Assert.NotNull(job);
        return job;
    }

    public void Ack(string jid) => Assert.Null(ErrorOf(Send(new AckCommand(new Session(), JobHash.Of(jid)))));

    public void Ack(string jid, string result) =>
        Assert.Null(ErrorOf(Send(new AckCommand(new Session(), JobHash.Of(jid), new JobResult(jid, System.Text.Encoding.UTF8.GetBytes(result))))));

    public string? Fail(string jid, string message = "boom", bool isFatal = false, TimeSpan? retryIn = null) =>
        ErrorOf(Send(new FailCommand(new Session(), jid, new FailureReport("Error", message, []) { IsFatal = isFatal, RetryIn = retryIn })));

    public string? Requeue(string jid) => ErrorOf(Send(new RequeueCommand(new Session(), jid)));

    public void Mutate(MutateOperation operation, JobState target, params string[] jids) =>
        Assert.Null(ErrorOf(Send(new MutateCommand(new Session(), operation, target, new MutateFilter(jids, null)))));

    public RetryView Retry(string bid)
    {
        var reply = Send(new BatchRetryCommand(new Session(), bid));
        return reply is BulkReply bulk ? new RetryView(bulk.Payload) : throw new InvalidOperationException($"RETRY {bid}: {ErrorOf(reply)}");
    }

    /// <returns>The bid.</returns>
    public string New(BatchDraft batch) => BulkOf(Send(new BatchNewCommand(new Session(), batch)));

    /// <summary>A batch with a success callback (type "success") and nothing else, unless told otherwise.</summary>
    public string New(string? parent = null, string? key = null, CallbackDraft? success = null, CallbackDraft? complete = null) =>
        New(new BatchDraft
        {
            ParentId = parent,
            Key = key,
            Success = success ?? (complete is null ? Drafts.Callback("success") : null),
            Complete = complete,
        });

    public string Open(string bid) => BulkOf(Send(new BatchOpenCommand(new Session(), bid)));

    public void CommitBatch(string bid) => Assert.Null(ErrorOf(Send(new BatchCommitCommand(new Session(), bid))));

    /// <returns>Null for +OK, else the error.</returns>
    public string? Cancel(string bid) => ErrorOf(Send(new BatchCancelCommand(new Session(), bid)));

    /// <returns>The reply of BEAT as text; null for +OK.</returns>
    public string? Beat(Session session, string? state = null) =>
        Send(new BeatCommand(session, session.Worker!.Wid, state, 0)) is BulkReply bulk ? System.Text.Encoding.UTF8.GetString(bulk.Payload.Span) : null;

    public string Submit(BatchDraft batch) => BulkOf(Send(new BatchSubmitCommand(new Session(), batch)));

    public StatusView Status(string bid)
    {
        var reply = Send(new BatchStatusCommand(new Session(), bid));
        return reply is BulkReply bulk ? new StatusView(bulk.Payload) : throw new InvalidOperationException($"STATUS {bid}: {ErrorOf(reply)}");
    }

    public bool Exists(string bid) => Send(new BatchStatusCommand(new Session(), bid)) is BulkReply;

    /// <summary>A connection of a worker, after its HELLO.</summary>
    public Session Hello(string wid, bool releases = true, bool inProcess = false, bool hearsCancel = false)
    {
        var session = new Session { Worker = new WorkerIdentity(wid, "host", 1, [], releases) { HearsCancel = hearsCancel }, IsInProcess = inProcess };
        Assert.Same(Reply.Ok, Send(new HelloCommand(session)));
        return session;
    }

    /// <summary>Changes the configuration: the throttles in force now and after a restart.</summary>
    public void Throttle(params (string Queue, ThrottleRule Rule)[] throttles)
    {
        _options = _options with { Throttles = throttles.ToDictionary(throttle => throttle.Queue, throttle => throttle.Rule) };
        Send(new SetThrottlesCommand(_options.Throttles));
    }

    /// <summary>Sends a FETCH that may wait; its reply comes when it comes.</summary>
    public FetchCommand Park(Session session, params string[] queues)
    {
        var command = new FetchCommand(session, queues.Length == 0 ? ["default"] : queues);
        Send(command);
        return command;
    }

    /// <summary>Closes a connection for good.</summary>
    public void Disconnect(Session session)
    {
        Send(new InputEndedCommand(session));
        Send(new GoodbyeCommand(session));
    }

    public static string? ErrorOf(Reply? reply) => reply switch
    {
        OkReply => null,
        ErrorReply error => error.Text,
        _ => throw new InvalidOperationException($"Neither +OK nor an error: {reply?.GetType().Name ?? "no reply"}."),
    };

    private static string BulkOf(Reply? reply) => reply is BulkReply bulk
        ? System.Text.Encoding.UTF8.GetString(bulk.Payload.Span)
        : throw new InvalidOperationException(ErrorOf(reply));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
