using Faktory.LoadTest.Measuring;
using Faktory.LoadTest.Wire;

namespace Faktory.LoadTest.Load;

/// <summary>Pushes jobs over one connection.</summary>
internal sealed class Pusher(FwpConnection connection, JobLines lines, WorkPool work, int depth, int pushSize, Latencies latencies)
{
    private readonly InFlight<int> _inFlight = new(depth, latencies);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var more = true;
        while (more || _inFlight.Count > 0)
        {
            more = more && Fill();
            await connection.SendAsync(cancellationToken);
            for (var replies = _inFlight.ReadNext(more); replies > 0; replies--)
            {
                Check(await connection.ReadAsync(cancellationToken), _inFlight.Answered());
            }
        }
    }

    private bool Fill()
    {
        while (!_inFlight.IsFull)
        {
            var (first, count) = work.Take(pushSize);
            if (count == 0)
            {
                return false;
            }

            lines.WritePush(connection, first, count);
            _inFlight.Add(count);
        }

        return true;
    }

    private static void Check(FwpReply reply, int count)
    {
        if (count == 1)
        {
            reply.ExpectOk("PUSH");
        }
        else if (!reply.ExpectBulk("PUSHB").Span.SequenceEqual("{}"u8))
        {
            throw reply.Unexpected("PUSHB");
        }
    }
}
