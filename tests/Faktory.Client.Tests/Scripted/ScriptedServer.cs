using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using Faktory.Protocol;

namespace Faktory.Client.Tests.Scripted;

/// <summary>A server in memory that answers as a test says and remembers what it was asked.</summary>
internal sealed class ScriptedServer : IFaktoryTransport
{
    public const string Ok = "+OK\r\n";
    public const string Null = "$-1\r\n";

    /// <summary>Closes the connection instead of answering.</summary>
    public const string HangUp = "";

    /// <summary>Never answers, and goes on reading.</summary>
    public const string Silence = " ";

    private readonly ConcurrentStack<(string Prefix, Func<string, string> Answer)> _rules = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();
    private int _batches;
    private int _refusals;

    public string Endpoint => "scripted server";

    public string Hi { get; set; } = "{\"v\":2}";

    public string HelloAnswer { get; set; } = Ok;

    /// <summary>What INFO lists.</summary>
    public string[] Extensions { get; set; } =
        [FaktoryExtensions.Resend, FaktoryExtensions.BatchKey, FaktoryExtensions.BatchSubmit, FaktoryExtensions.BatchTree, FaktoryExtensions.Release];

    public ConcurrentQueue<string> Hellos { get; } = new();

    /// <summary>All commands in the order of their arrival, over all connections.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>Bytes of each read, as text: what came in one write.</summary>
    public ConcurrentQueue<string> Writes { get; } = new();

    public ScriptedConnection? Latest { get; private set; }

    public static string Bulk(string text) => $"${Encoding.UTF8.GetByteCount(text)}\r\n{text}\r\n";

    /// <summary>Commands without INFO, which clients ask for reasons of their own.</summary>
    public string[] CommandsBeside(params string[] prefixes) =>
        [.. Commands.Where(command => command != "INFO" && !prefixes.Any(prefix => command.StartsWith(prefix, StringComparison.Ordinal)))];

    /// <summary>Answers commands that begin with <paramref name="prefix"/>; the latest rule wins.</summary>
    public ScriptedServer On(string prefix, Func<string, string> answer)
    {
        _rules.Push((prefix, answer));
        return this;
    }

    public ScriptedServer On(string prefix, params string[] answers)
    {
        var next = new ConcurrentQueue<string>(answers);
        return On(prefix, _ => next.Count > 1 && next.TryDequeue(out var answer) ? answer : next.TryPeek(out answer) ? answer : Ok);
    }

    public void RefuseConnections(int times) => _refusals = times;

    /// <summary>Completes when a command with this beginning has arrived.</summary>
    public Task Arrival(string prefix)
    {
        var arrival = _awaited.GetOrAdd(prefix, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Commands.Any(command => command.StartsWith(prefix, StringComparison.Ordinal)))
        {
            arrival.TrySetResult();
        }

        return arrival.Task;
    }

    public ValueTask<IFaktoryConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            return ValueTask.FromException<IFaktoryConnection>(new IOException("connection refused"));
        }

        var (there, back) = (new Pipe(), new Pipe());
        Latest = new ScriptedConnection(this, there.Reader, back.Writer);
        _ = Latest.ServeAsync();
        return ValueTask.FromResult<IFaktoryConnection>(new ClientEnd(back.Reader, there.Writer));
    }

    public string Answer(string command)
    {
        Commands.Enqueue(command);
        var answer = _rules.FirstOrDefault(rule => command.StartsWith(rule.Prefix, StringComparison.Ordinal)).Answer is { } rule ? rule(command) : Default(command);
        foreach (var (prefix, arrival) in _awaited)
        {
            if (command.StartsWith(prefix, StringComparison.Ordinal))
            {
                arrival.TrySetResult();
            }
        }

        return answer;
    }

    private string Default(string command) => command switch
    {
        "INFO" => Bulk($"{{\"faktory\":{{\"total_processed\":7}},\"server\":{{\"extensions\":[{string.Join(',', Extensions.Select(name => $"\"{name}\""))}]}}}}"),
        _ when command.StartsWith("PUSHB ", StringComparison.Ordinal) => Bulk("{}"),
        _ when command.StartsWith("BATCH NEW ", StringComparison.Ordinal) || command.StartsWith("BATCH SUBMIT ", StringComparison.Ordinal) =>
            Bulk($"b-{Interlocked.Increment(ref _batches)}"),
        _ when command.StartsWith("BATCH OPEN ", StringComparison.Ordinal) => Bulk(command["BATCH OPEN ".Length..]),
        _ when command.StartsWith("BATCH STATUS ", StringComparison.Ordinal) => Status(command["BATCH STATUS ".Length..], isCommitted: false),
        _ => Ok,
    };

    public static string Status(string batchId, bool isCommitted) =>
        Bulk($"{{\"bid\":\"{batchId}\",\"committed\":{(isCommitted ? "true" : "false")}}}");

    private sealed class ClientEnd(PipeReader input, PipeWriter output) : IFaktoryConnection
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;

        public async ValueTask DisposeAsync()
        {
            await output.CompleteAsync();
            input.CancelPendingRead();
        }
    }
}
