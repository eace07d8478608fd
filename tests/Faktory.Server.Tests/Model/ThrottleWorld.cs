using Faktory.Server.Engine;
using Faktory.Server.Tests.Engine;

namespace Faktory.Server.Tests.Model;

/// <summary>
/// Two queues, throttled and not, three workers and a connection without one, driven by random steps; beside it the least that must be known to
/// say who may have a job: which ones wait, and who has been running which since when.
/// </summary>
internal sealed class ThrottleWorld
{
    private static readonly string[] Names = ["one", "two"];

    private readonly EngineDriver _engine = new();
    private readonly List<Session> _sessions = [];
    private readonly Dictionary<string, ThrottleRule> _rules = [];
    private readonly Dictionary<string, HashSet<string>> _waiting = Names.ToDictionary(name => name, _ => new HashSet<string>());
    private readonly HashSet<string> _paused = [];
    private readonly List<Running> _running = [];
    private List<FetchCommand> _parked = [];
    private int _pushed;

    public ThrottleWorld() => Connect();

    public void Run(BatchStep[] steps)
    {
        foreach (var step in steps)
        {
            Do(step);
            Settle();
            Check();
        }
    }

    private void Do(BatchStep step)
    {
        var queue = Names[step.A % 2];
        switch (step.Kind % 16)
        {
            case 0 or 1 or 2 or 3:
                Push(queue);
                break;
            case 4 or 5 or 6 or 7:
                string[] queues = (step.A % 3) switch { 0 => ["one"], 1 => ["two"], _ => ["two", "one"] };
                _parked.Add(_engine.Park(_sessions[step.B % _sessions.Count], queues));
                break;
            case 8 or 9:
                End(step, job => _engine.Ack(job.Jid), isBack: false);
                break;
            case 10:
                End(step, job => _engine.Fail(job.Jid), isBack: false);
                break;
            case 11:
                End(step, job => _engine.Requeue(job.Jid), isBack: true);
                break;
            case 12:
                Pass(TimeSpan.FromSeconds(step.B % 8));
                break;
            case 13:
                Configure(queue, step);
                break;
            case 14:
                Pause(queue);
                break;
            default:
                Rarely(step);
                break;
        }
    }

    private void Rarely(BatchStep step)
    {
        switch (step.A % 3)
        {
            case 0:
                _engine.Restart(TimeSpan.FromSeconds(step.B % 4));
                _parked.Clear();
                Connect();
                break;
            case 1:
                _engine.Send(new FlushCommand(new Session()));
                _running.Clear();
                _paused.Clear();
                _waiting.Values.ToList().ForEach(jobs => jobs.Clear());
                break;
            default:
                EndInput(_sessions[step.B % _sessions.Count]);
                break;
        }
    }

    private void Connect()
    {
        _sessions.Clear();
        _sessions.AddRange([new Session(), .. new[] { "worker-a", "worker-b", "worker-c", "worker-a" }.Select(wid => _engine.Hello(wid, releases: false))]);
    }

    private void Push(string queue)
    {
        var jid = $"job-{_pushed++:00000}";
        _waiting[queue].Add(jid);
        _engine.Push(Drafts.Job(jid, queue: queue, retry: 0));
    }

    private void End(BatchStep step, Action<Running> end, bool isBack)
    {
        if (_running.Count == 0)
        {
            return;
        }

        var job = _running[step.B % _running.Count];
        _running.Remove(job);
        if (isBack)
        {
            _waiting[job.Queue].Add(job.Jid);
        }

        end(job);
    }

    /// <summary>Second by second, so that every assignment is compared with who held a slot at its time.</summary>
    private void Pass(TimeSpan span)
    {
        for (var end = _engine.Now + span; _engine.Now < end;)
        {
            _engine.Advance(TimeSpan.FromSeconds(1));
            Settle();
            Check();
        }
    }

    private void Configure(string queue, BatchStep step)
    {
        _rules.Remove(queue);
        if (step.B % 4 != 0)
        {
            _rules.Add(queue, new ThrottleRule(1 + (step.C % 3), step.B % 2 == 0, TimeSpan.FromSeconds(2 + (step.C % 5))));
        }

        _engine.Throttle([.. _rules.Select(pair => (pair.Key, pair.Value))]);
    }

    private void Pause(string queue)
    {
        // A queue is known from its first job on; only such a one can be paused.
        _engine.Send(new PushCommand(new Session(), Drafts.Job($"job-{_pushed:00000}", queue: queue, retry: 0)));
        _waiting[queue].Add($"job-{_pushed++:00000}");
        var resumes = _paused.Remove(queue);
        if (!resumes)
        {
            Settle();
            _paused.Add(queue);
        }

        _engine.Send(new QueueCommand(new Session(), resumes ? QueueOperation.Resume : QueueOperation.Pause, [queue]));
    }

    private void EndInput(Session session)
    {
        _engine.Send(new InputEndedCommand(session));
        Assert.All(_parked.Where(command => command.Session == session), command => Assert.NotNull(command.Reply));
    }

    /// <summary>Takes note of the jobs that were handed out.</summary>
    private void Settle()
    {
        foreach (var command in _parked.Where(command => command.Reply is JobReply))
        {
            var job = new FetchedJob((JobReply)command.Reply!);
            Assert.True(_waiting[job.Queue].Remove(job.Jid), $"{job.Jid} was handed out and did not wait.");
            var running = new Running(job.Jid, job.Queue, command.Session.Worker?.Wid, _engine.Now);
            Assert.True(HasRoom(running.Queue, running.Wid), $"{job.Jid} is one too many.");
            _running.Add(running);
        }

        _parked = [.. _parked.Where(command => command.Reply is null)];
    }

    private void Check()
    {
        foreach (var usage in _engine.Engine.Throttles)
        {
            Assert.Equal(_rules[usage.Queue], usage.Rule);
            Assert.Equal(_running.Count(job => job.Queue == usage.Queue && IsHeld(job, usage.Rule)), usage.Used);
        }

        foreach (var command in _parked)
        {
            var queue = command.Queues.FirstOrDefault(name => MayHave(command.Session, name));
            Assert.True(queue is null, $"A FETCH of {command.Session.Worker?.Wid} waits beside a job in {queue}.");
        }
    }

    private bool MayHave(Session session, string queue) =>
        _waiting[queue].Count > 0 && !_paused.Contains(queue) && HasRoom(queue, session.Worker?.Wid);

    private bool HasRoom(string queue, string? wid) =>
        !_rules.TryGetValue(queue, out var rule)
        || _running.Count(job => job.Queue == queue && IsHeld(job, rule) && (!rule.IsPerWorker || job.Wid == wid)) < rule.Limit;

    private bool IsHeld(Running job, ThrottleRule rule) => job.Since + rule.Timeout > _engine.Now;

    private sealed record Running(string Jid, string Queue, string? Wid, DateTime Since);
}
