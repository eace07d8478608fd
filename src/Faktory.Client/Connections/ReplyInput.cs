using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>The reading half of a connection: hands each reply to the command that has waited longest, because a server answers in order.</summary>
internal sealed class ReplyInput(ReplyReader replies, string endpoint)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<Reply>> _waiting = new();

    /// <summary>Whether the server has answered a command; one that only greets does not count as healthy.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>The reply to the command that is sent next.</summary>
    public Task<Reply> Expect()
    {
        var waiting = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
        }

        return waiting.Task;
    }

    /// <summary>Hands out replies until the server ends the connection.</summary>
    /// <returns>How it did, for a person.</returns>
    /// <exception cref="FaktoryProtocolException">What the server sent is no reply to anything.</exception>
    public async Task<string> RunAsync()
    {
        while (await replies.ReadAsync() is { } reply)
        {
            if (Answers.IsFarewell(reply))
            {
                return $"{endpoint} hung up: {reply.Text}";
            }

            TaskCompletionSource<Reply>? waiting;
            lock (_gate)
            {
                _waiting.TryDequeue(out waiting);
            }

            if (waiting is null)
            {
                throw new FaktoryProtocolException($"the server sent \"{reply.Text}\" although nothing was asked");
            }

            HasAnswered = true;
            waiting.TrySetResult(reply);
        }

        return $"{endpoint} closed the connection.";
    }

    /// <summary>Fails every command that still waits.</summary>
    public void Fail(Exception reason)
    {
        TaskCompletionSource<Reply>[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var reply in waiting)
        {
            reply.TrySetException(reason);
        }
    }
}
