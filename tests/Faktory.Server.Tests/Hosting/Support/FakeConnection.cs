using System.Buffers;
using System.Text;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Hosting;

/// <summary>One client of the engine's host: posts commands and hears when they are released.</summary>
internal sealed class FakeConnection : IReplyOutlet
{
    private readonly Lock _gate = new();
    private readonly List<(Command Command, TaskCompletionSource Released)> _waiters = [];
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ICommandQueue _queue;
    private int _releases;

    public FakeConnection(ICommandQueue queue, string? wid = null)
    {
        _queue = queue;
        Session = new Session { Outlet = this, Worker = wid is null ? null : new WorkerIdentity(wid, "host", 1, [], Releases: false) };
    }

    public Session Session { get; }

    /// <summary>How often it was told that something was released.</summary>
    public int Releases => Volatile.Read(ref _releases);

    public bool IsAborted => _aborted.Task.IsCompleted;

    public Task Aborted => _aborted.Task.SoonAsync();

    public T Post<T>(T command) where T : Command
    {
        _queue.Post([command]);
        return command;
    }

    public void Post(IEnumerable<Command> commands) => _queue.Post(commands.ToArray());

    /// <summary>The reply as it goes over the wire, once it may.</summary>
    public async Task<string> ReplyAsync(Command command)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiters.Add((command, released));
            Signal();
        }

        await released.Task.SoonAsync();
        return Text(command);
    }

    public Task<string> SendAsync(Command command) => ReplyAsync(Post(command));

    public PushCommand Push(string jobId, int bytes = 0) => new(Session, Draft(jobId, bytes));

    public FetchCommand Fetch() => new(Session, ["default"]);

    public AckCommand Ack(string jobId) => new(Session, JobHash.Of(jobId));

    public BeatCommand Beat(string wid) => new(Session, wid, null, 0);

    public BatchStatusCommand Read() => new(Session, "b-none");

    public static JobDraft Draft(string jobId, int bytes = 0) => new()
    {
        JobId = jobId,
        Hash = JobHash.Of(jobId),
        Queue = "default",
        Payload = Encoding.UTF8.GetBytes($$"""{"jid":"{{jobId}}","queue":"default","jobtype":"t","args":["{{new string('x', bytes)}}"],"retry":25}"""),
    };

    public void OnReleased()
    {
        lock (_gate)
        {
            _releases++;
            Signal();
        }
    }

    public void Abort() => _aborted.TrySetResult();

    /// <summary>A released reply as it goes over the wire.</summary>
    public static string Text(Command command)
    {
        var output = new ArrayBufferWriter<byte>();
        command.Reply!.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd();
    }

    private void Signal()
    {
        foreach (var (_, released) in _waiters.Where(waiter => waiter.Command.IsReleased))
        {
            released.TrySetResult();
        }
    }
}
