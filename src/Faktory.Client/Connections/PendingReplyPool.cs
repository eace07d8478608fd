using System.Collections.Concurrent;

namespace Faktory.Client;

/// <summary>The pending replies that one connection uses again and again.</summary>
internal sealed class PendingReplyPool
{
    // As many as the commands that a busy connection has under way; more are made and forgotten.
    private const int Kept = 64;

    private readonly ConcurrentQueue<PendingReply> _free = new();

    public PendingReply Rent() => _free.TryDequeue(out var reply) ? reply : new PendingReply(this);

    public void Return(PendingReply reply)
    {
        if (_free.Count < Kept)
        {
            _free.Enqueue(reply);
        }
    }
}
