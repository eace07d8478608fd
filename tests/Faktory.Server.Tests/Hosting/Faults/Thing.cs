using Faktory.Server.Engine;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Engine;
using Faktory.Server.Tests.Storage;

namespace Faktory.Server.Tests.Hosting.Faults;

/// <summary>
/// A job in a queue of its own, or a batch, as the client that plays with it knows it. What may be in the store at the
/// end is one state, or two when it was given up with a command in doubt.
/// </summary>
internal sealed class Thing(string id, bool isBatch)
{
    public const string None = "nothing";

    private readonly JobDraft _draft = Drafts.Job(id, queue: "q-" + id, custom: "\"unique_for\":80000");
    private readonly JobDraft _later = Drafts.Job(id, queue: "q-" + id, at: new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc), custom: "\"unique_for\":80000");
    private string _bid = "";

    public string State { get; private set; } = None;

    /// <summary>What it is as well if the command in doubt took effect; null for none.</summary>
    public string? Otherwise { get; private set; }

    /// <summary>The commands that make sense now, with the state that each leads to.</summary>
    public IReadOnlyList<(Func<FakeConnection, Command> Command, string Next)> Options => State switch
    {
        None when isBatch => [(New, "open batch")],
        "open batch" => [(client => new BatchCommitCommand(client.Session, _bid), "committed batch")],
        None => [(client => new PushCommand(client.Session, _draft), Job(JobState.Enqueued)), (client => new PushCommand(client.Session, _later), Job(JobState.Scheduled))],
        _ when State == Job(JobState.Enqueued) => [(Fetch, Job(JobState.Working)), (client => Queue(client, QueueOperation.Pause), Paused)],
        _ when State == Paused => [(client => Queue(client, QueueOperation.Resume), Job(JobState.Enqueued))],
        _ when State == Job(JobState.Working) =>
            [(client => client.Ack(id), None), (Fail, Job(JobState.Retrying)), (client => new RequeueCommand(client.Session, id), Job(JobState.Enqueued))],
        _ when State == Job(JobState.Scheduled) => Mutations(JobState.Scheduled),
        _ when State == Job(JobState.Retrying) => Mutations(JobState.Retrying),
        _ => [],
    };

    private static string Paused => Job(JobState.Enqueued) + " paused";

    public void OnAcknowledged(string next, string reply)
    {
        State = next;
        _bid = isBatch && _bid.Length == 0 ? reply.Split('\n')[1].Trim() : _bid;
    }

    public void OnInDoubt(string next) => Otherwise = next;

    /// <summary>What the store says it is.</summary>
    public string Observe(StoredRows rows)
    {
        if (isBatch)
        {
            return rows.Batches.Find(batch => batch.Key == id) is { } row ? (row.CommittedAt == 0 ? "open batch" : "committed batch") : None;
        }

        var states = rows.Jobs.Where(job => job.Queue == _draft.Queue).Select(job => job.State.ToString());
        var isLocked = rows.Entries.ContainsKey(LockKey());
        var isPaused = rows.Queues.TryGetValue(_draft.Queue, out var queue) && queue.Paused;
        var seen = string.Join('+', states) + (isLocked ? " locked" : "") + (isPaused ? " paused" : "");
        return seen.Length == 0 ? None : seen;
    }

    private static string Job(JobState state) => $"{state} locked";

    private IReadOnlyList<(Func<FakeConnection, Command> Command, string Next)> Mutations(JobState from) =>
    [
        (client => Mutate(client, MutateOperation.Kill, from), Job(JobState.Dead)),
        (client => Mutate(client, MutateOperation.Requeue, from), Job(JobState.Enqueued)),
    ];

    private BatchNewCommand New(FakeConnection client) => new(client.Session, new BatchDraft { Key = id, Success = Drafts.Callback(queue: "callbacks") });

    private FetchCommand Fetch(FakeConnection client) => new(client.Session, [_draft.Queue]);

    private FailCommand Fail(FakeConnection client) => new(client.Session, id, new FailureReport("TestError", "no luck", []));

    private QueueCommand Queue(FakeConnection client, QueueOperation operation) => new(client.Session, operation, [_draft.Queue]);

    private MutateCommand Mutate(FakeConnection client, MutateOperation operation, JobState target) =>
        new(client.Session, operation, target, new MutateFilter([id], null));

    private string LockKey()
    {
        var bytes = new byte[JobHash.Size];
        _draft.Terms!.UniqueKey!.Value.Write(bytes);
        return UniqueLocks.KeyPrefix + Convert.ToBase64String(bytes);
    }
}
