using Faktory.LoadTest.Measuring;
using Faktory.LoadTest.Wire;

namespace Faktory.LoadTest.Load;

/// <summary>Fetches and acknowledges jobs over one connection. It fetches only what it has taken from the pool, so that no FETCH waits for a job that another has.</summary>
internal sealed class Processor(FwpConnection connection, JobLines lines, WorkPool work, int depth, Latencies latencies)
{
    private readonly InFlight<bool> _inFlight = new(depth, latencies);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var more = true;
        while (more || _inFlight.Count > 0)
        {
            more = more && Fill();
            await connection.SendAsync(cancellationToken);
            for (var replies = _inFlight.ReadNext(more); replies > 0; replies--)
            {
                Take(await connection.ReadAsync(cancellationToken), isFetch: _inFlight.Answered());
            }
        }
    }

    private bool Fill()
    {
        while (!_inFlight.IsFull)
        {
            if (work.Take(1).Count == 0)
            {
                return false;
            }

            Fetch();
        }

        return true;
    }

    private void Fetch()
    {
        connection.Write(lines.FetchLine);
        _inFlight.Add(true);
    }

    private void Take(FwpReply reply, bool isFetch)
    {
        if (!isFetch)
        {
            reply.ExpectOk("ACK");
        }
        else if (reply.Kind == ReplyKind.Nothing)
        {
            Fetch();
        }
        else
        {
            JobLines.WriteAck(connection, reply.ExpectBulk("FETCH").Span);
            _inFlight.Add(false);
        }
    }
}
