using System.Text;
using Faktory.Client;

namespace Faktory.Worker.Tests;

internal sealed class ScriptedConnection(ScriptedServer server, WorkerIdentity identity, int number) : IFaktoryWorkerConnection
{
    private readonly Queue<Pending> _pending = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _holds;
    private List<string> _held = [];
    private bool _halfClosed;

    public WorkerIdentity Identity { get; } = identity;

    public string Name { get; } = $"#{number}";

    public string Endpoint => server.Endpoint;

    public Task Closed => _closed.Task;

    public Task<ServerInfo> GetInfoAsync() => Task.FromResult(new ServerInfo { Extensions = server.Extensions });

    public IDisposable HoldWrites()
    {
        Monitor(() => _holds++);
        return new Release(this);
    }

    public ValueTask<Job?> FetchAsync(IReadOnlyList<string> queues) =>
        new(Send<Job?>($"FETCH {string.Join(' ', queues)}", () => server.TakeJob() is { } job ? (true, job) : (_halfClosed, null)));

    public ValueTask AckAsync(string jobId, byte[]? result = null) =>
        Result(result is null ? $"ACK {jobId}" : $"ACK {jobId} {Encoding.UTF8.GetString(result)}", jobId);

    public ValueTask FailAsync(string jobId, string errorType, string message, IReadOnlyList<string> backtrace, FailureWish wish = default) =>
        Result($"FAIL {jobId} {errorType} {message}{(wish.IsDead ? " dead" : "")}{(wish.RetryIn is { } delay ? $" retry_in {delay.TotalSeconds}" : "")}", jobId);

    public ValueTask RequeueAsync(string jobId) => Result($"REQUEUE {jobId}", jobId);

    public Task<BeatAnswer> BeatAsync(WorkerOrder? state, long residentKilobytes)
    {
        Assert.True(residentKilobytes > 0);
        return Send($"BEAT {state}".TrimEnd(), () => (true, new BeatAnswer(server.Order(state), server.Cancelled)));
    }

    public Task TrackAsync(string jobId, int? percent = null, string? description = null, DateTimeOffset? reserveUntil = null)
    {
        var what = reserveUntil is { } until ? FormattableString.Invariant($"until {until.UtcDateTime:HH:mm:ss}") : FormattableString.Invariant($"{percent} {description}").TrimEnd();
        return Send($"TRACK {jobId} {what}", () => server.TrackReply() switch
        {
            { Cut: true } => throw new FaktoryConnectionException("cut"),
            { Error: { } error } => throw new FaktoryException(error),
            _ => (true, true),
        });
    }

    public ValueTask CompleteWritesAsync()
    {
        Monitor(() =>
        {
            server.Note($"{Name} EOF");
            if (server.LateJob is { } late && _pending.TryDequeue(out var fetch))
            {
                ((TaskCompletionSource<Job?>)fetch.Completion).SetResult(server.Reserve(late));
            }

            _halfClosed = true;
            Advance();
            _closed.TrySetResult();
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Monitor(Cut);
        return ValueTask.CompletedTask;
    }

    /// <summary>Answers what can be answered, in order.</summary>
    public void Advance()
    {
        while (_pending.TryPeek(out var head) && head.TryAnswer())
        {
            _pending.Dequeue();
        }
    }

    public void AnswerParkedFetch()
    {
        if (_pending.TryPeek(out var head) && head.Completion is TaskCompletionSource<Job?> fetch)
        {
            _pending.Dequeue();
            fetch.SetResult(null);
        }
    }

    public void Cut()
    {
        _closed.TrySetResult();
        while (_pending.TryDequeue(out var lost))
        {
            lost.Fail(new FaktoryConnectionException("cut"));
        }
    }

    private ValueTask Result(string command, string jobId) => new(Send(command, () =>
    {
        var reply = server.ResultReply(command);
        if (reply.Cut)
        {
            throw new FaktoryConnectionException("cut");
        }

        if (reply.Error is { } error)
        {
            throw new FaktoryException(error);
        }

        server.Settle(jobId);
        return (true, true);
    }));

    private Task<T> Send<T>(string command, Func<(bool Answered, T Reply)> answer)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Monitor(() =>
        {
            if (_closed.Task.IsCompleted)
            {
                completion.SetException(new FaktoryConnectionException("closed"));
                return;
            }

            _held.Add(command);
            _pending.Enqueue(new Pending(completion, () =>
            {
                try
                {
                    var (answered, reply) = answer();
                    return answered && completion.TrySetResult(reply);
                }
                catch (FaktoryConnectionException)
                {
                    Cut();
                    return completion.TrySetException(new FaktoryConnectionException("cut"));
                }
                catch (FaktoryException refusal)
                {
                    return completion.TrySetException(refusal);
                }
            }, exception => completion.TrySetException(exception)));
            Flush();
        });
        return completion.Task;
    }

    // One entry per write, so that a test sees what went out together.
    private void Flush()
    {
        if (_holds > 0 || _held.Count == 0)
        {
            return;
        }

        server.Note($"{Name} {string.Join(" + ", _held)}");
        _held = [];
        Advance();
    }

    private void Monitor(Action action)
    {
        lock (server.Gate)
        {
            action();
        }
    }

    private sealed record Pending(object Completion, Func<bool> TryAnswer, Action<Exception> Fail);

    private sealed class Release(ScriptedConnection connection) : IDisposable
    {
        public void Dispose() => connection.Monitor(() =>
        {
            connection._holds--;
            connection.Flush();
        });
    }
}
