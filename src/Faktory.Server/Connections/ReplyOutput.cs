using System.IO.Pipelines;
using Faktory.Server.Engine;

namespace Faktory.Server.Connections;

/// <summary>
/// The writing half of a connection: writes replies in their order as they are released, with one flush for all that
/// left together, and gives back the jobs that could not be handed over.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="session">The connection as the engine sees it.</param>
/// <param name="environment">What all connections share.</param>
/// <param name="replies">What is to be answered.</param>
/// <param name="input">The reading half, which waits for room.</param>
internal sealed class ReplyOutput(PipeWriter output, Session session, ConnectionEnvironment environment, ReplyQueue replies, CommandInput input)
{
    /// <summary>A flush in between keeps what waits in the pipe small.</summary>
    private const long FlushAtBytes = 1024 * 1024;

    private readonly AsyncSignal _released = new();
    private readonly List<JobReply> _onTheirWay = [];
    private readonly List<JobReply> _undelivered = [];
    private volatile bool _isComplete;
    private volatile bool _isCut;
    private volatile bool _hasEnded;

    /// <summary>Writes until everything is answered after <see cref="Complete"/>, or until <see cref="Cut"/>.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                if (WriteReleased())
                {
                    await FlushAsync();
                    input.OnRoom();
                }
                else if (_isCut || (_isComplete && replies.IsEmpty))
                {
                    return;
                }
                else
                {
                    await _released.WaitAsync();
                }
            }
        }
        finally
        {
            _hasEnded = true;
            input.Cut();
            ReturnLeftovers();
        }
    }

    /// <summary>Something may have been released. Safe from any thread; returns at once.</summary>
    public void OnReleased()
    {
        _released.Set();
        if (_hasEnded)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.ReturnLeftovers(), this, preferLocal: false);
        }
    }

    /// <summary>No command will be added any more.</summary>
    public void Complete()
    {
        _isComplete = true;
        _released.Set();
    }

    /// <summary>Nothing may be written any more.</summary>
    public void Cut()
    {
        _isCut = true;
        output.CancelPendingFlush();
        _released.Set();
    }

    /// <returns>Whether a reply was taken from the queue.</returns>
    private bool WriteReleased()
    {
        var isAny = false;
        while (output.UnflushedBytes < FlushAtBytes && replies.TakeReleased() is { } reply)
        {
            isAny = true;
            Write(reply);
        }

        return isAny;
    }

    private void Write(Reply reply)
    {
        if (reply is JobReply job)
        {
            // After the end of its input a client may never read again: null is as good an answer and loses nobody's job.
            var isTaken = !_isCut && !input.HasEndedFetches;
            (isTaken ? _onTheirWay : _undelivered).Add(job);
            reply = isTaken ? reply : Reply.Null;
        }

        if (!_isCut)
        {
            reply.WriteTo(output);
        }
    }

    private async ValueTask FlushAsync()
    {
        // After a cut only jobs that were written before it matter: a flush tells whether they can still arrive.
        if ((!_isCut || _onTheirWay.Count > 0) && !await TryFlushAsync())
        {
            _isCut = true;
            input.Cut();
            _undelivered.AddRange(_onTheirWay);
        }

        _onTheirWay.Clear();
        Return(_undelivered);
    }

    private async ValueTask<bool> TryFlushAsync()
    {
        try
        {
            var result = await output.FlushAsync();

            // A cancelled flush has handed everything to the pipe: in this process that is the client, elsewhere a socket that is being cut.
            return !result.IsCompleted && (session.IsInProcess || !result.IsCanceled);
        }
        catch (IOException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void ReturnLeftovers()
    {
        var jobs = new List<JobReply>();
        while (replies.TakeReleased() is { } reply)
        {
            if (reply is JobReply job)
            {
                jobs.Add(job);
            }
        }

        Return(jobs);
    }

    private void Return(List<JobReply> jobs)
    {
        if (jobs.Count > 0)
        {
            environment.Commands.Post([new ReturnCommand(session, [.. jobs])]);
            jobs.Clear();
        }
    }
}
