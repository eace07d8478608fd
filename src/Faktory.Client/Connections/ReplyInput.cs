using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>The reading half of a connection: hands each reply to the command that has waited longest, because a server answers in order.</summary>
internal sealed class ReplyInput(ReplyReader replies, string endpoint)
{
    private readonly Lock _gate = new();
    private readonly PendingReplyPool _pool = new();
    private readonly Queue<PendingReply> _waiting = new();

    /// <summary>Whether the server has answered a command; one that only greets does not count as healthy.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>The reply to the command that is sent next; to be awaited once.</summary>
    /// <param name="continuesInline">Whether who awaits it goes on at once, before the next reply is read; not for what may take time, such as a user's code.</param>
    public PendingReply Expect(bool continuesInline)
    {
        var waiting = _pool.Rent();
        waiting.Begin(continuesInline);
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
        }

        return waiting;
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

            PendingReply? waiting;
            lock (_gate)
            {
                _waiting.TryDequeue(out waiting);
            }

            if (waiting is null)
            {
                throw new FaktoryProtocolException($"the server sent \"{reply.Text}\" although nothing was asked");
            }

            HasAnswered = true;
            waiting.Set(reply);
        }

        return $"{endpoint} closed the connection.";
    }

    /// <summary>Fails every command that still waits.</summary>
    public void Fail(Exception reason)
    {
        PendingReply[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var reply in waiting)
        {
            reply.Fail(reason);
        }
    }
}
