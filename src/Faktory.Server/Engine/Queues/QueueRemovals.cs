using System.Buffers.Binary;
using System.Text;

namespace Faktory.Server.Engine;

/// <summary>
/// Removes queues with their jobs. The queue is empty at once; its jobs are forgotten in slices, also over a restart:
/// until then the mark in the store says which they are.
/// </summary>
internal sealed class QueueRemovals(EngineContext context, JobTable jobs, JobMoves moves)
{
    public const string KeyPrefix = "remove/";

    private const int JobsPerSlice = 5000;

    /// <summary>Jobs given back to the head of a queue count downwards from its first position; so far they must never get into the removed ones.</summary>
    private const long RoomForReturns = 1_000_000_000;

    private readonly Queue<Removal> _pending = [];

    public bool HasWork => _pending.Count > 0;

    public void Start(JobQueue queue)
    {
        var removal = new Removal(queue.Name, context.LastPosition, queue.TakeAll(context.LastPosition));
        context.LastPosition += RoomForReturns;
        jobs.Queues.Forget(queue);
        _pending.Enqueue(removal);
        if (_pending.Count == 1)
        {
            RunSlice();
        }

        if (_pending.Contains(removal))
        {
            context.Changes.Save(removal.Key, removal.ToBytes());
        }
    }

    public void RunSlice()
    {
        var removal = _pending.Peek();
        for (var i = 0; i < JobsPerSlice && removal.Next is { } entry; i++)
        {
            removal.Next = entry.Next;
            entry.Next = null;
            entry.Previous = null;
            moves.Forget(entry);
        }

        if (removal.Next is null)
        {
            _pending.Dequeue();
            context.Changes.Save(removal.Key, null);
        }
    }

    /// <summary>Takes over a removal that a restart interrupted.</summary>
    /// <param name="value">What was stored of it.</param>
    /// <param name="enqueued">The loaded jobs that are in no queue yet; those that it concerns are taken out.</param>
    public void Resume(byte[] value, List<JobEntry> enqueued)
    {
        var removal = Removal.FromBytes(value);
        context.LastPosition = Math.Max(context.LastPosition, removal.Mark + RoomForReturns);
        foreach (var entry in enqueued.Where(entry => removal.Concerns(entry)))
        {
            moves.Forget(entry);
        }

        enqueued.RemoveAll(removal.Concerns);
        context.Changes.Save(removal.Key, null);
    }

    public void Clear() => _pending.Clear();

    private sealed class Removal(string queue, long mark, JobEntry? first)
    {
        public long Mark => mark;

        public JobEntry? Next { get; set; } = first;

        public string Key => KeyPrefix + mark;

        public bool Concerns(JobEntry entry) => entry.Queue.Name == queue && entry.Position <= mark;

        public byte[] ToBytes()
        {
            var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(queue)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, mark);
            Encoding.UTF8.GetBytes(queue, bytes.AsSpan(sizeof(long)));
            return bytes;
        }

        public static Removal FromBytes(byte[] bytes) =>
            new(Encoding.UTF8.GetString(bytes.AsSpan(sizeof(long))), BinaryPrimitives.ReadInt64BigEndian(bytes), null);
    }
}
