using System.Collections.Concurrent;
using Faktory.Server.Engine;
using Faktory.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Hosting;

/// <summary>
/// Completes replies that are read from the store, one at a time, on a thread of its own that starts with the first of
/// them: neither the engine nor a commit nor the thread pool waits for the disk. A reply keeps its place on its
/// connection meanwhile, and what one connection may have waiting is bounded by its reply queue.
/// </summary>
/// <param name="store">The store of now; null while there is none.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed class ResultReader(Func<IStore?> store, ILogger logger) : IDisposable
{
    private readonly BlockingCollection<(Command Command, ResultsReply Reply)> _waiting = [];
    private Thread? _thread;

    /// <summary>Releases the command once its reply is read. Engine thread only; everything applied before it must be durable.</summary>
    public void Complete(Command command, ResultsReply reply)
    {
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "Faktory results" };
            _thread.Start();
        }

        _waiting.Add((command, reply));
    }

    /// <summary>Completes what waits and ends the thread. Engine thread only; nothing may be given to it any more.</summary>
    public void Stop()
    {
        _waiting.CompleteAdding();
        _thread?.Join();
    }

    public void Dispose() => _waiting.Dispose();

    private void Run()
    {
        foreach (var (command, reply) in _waiting.GetConsumingEnumerable())
        {
            reply.Complete(Read(reply));
            command.IsReleased = true;
            command.Session.Outlet?.OnReleased();
        }
    }

    /// <summary>A boundary: whatever the store throws is an error of this reply alone. Nothing was changed by the command, so saying so is no lie.</summary>
    private Reply Read(ResultsReply reply)
    {
        if (store() is not { } open)
        {
            return ReplyRelease.Unavailable;
        }

        try
        {
            return Page(reply, Blocking.Wait(open.ReadResultsAsync(reply.Bid, reply.After, reply.Limit, BatchPage.MaxBytes, CancellationToken.None)));
        }
        catch (Exception error)
        {
            logger.ResultsUnreadable(reply.Bid, open.Location, error);
            return ReplyRelease.Unavailable;
        }
    }

    private static Reply Page(ResultsReply reply, IReadOnlyList<StoredResult> results)
    {
        var isFull = results.Count == reply.Limit || results.Sum(result => (long)result.Size) >= BatchPage.MaxBytes;
        return JsonReply.Of((results, isFull), static (writer, page) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("results");
            foreach (var result in page.results)
            {
                writer.WritePropertyName(result.JobId);
                writer.WriteRawValue(result.Json, skipInputValidation: true);
            }

            writer.WriteEndObject();
            if (page.isFull)
            {
                writer.WriteString("next", PageMark.Format(page.results[^1].Sequence));
            }

            writer.WriteEndObject();
        });
    }
}
