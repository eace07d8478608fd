using System.Text.Json;

namespace Faktory.Server.Engine;

/// <summary>FWP BEAT (BEHAVIOUR 1.5): states only move forward; once not running, every beat is answered with the state. A worker that asked for it also hears which of its jobs were cancelled.</summary>
internal sealed class Heartbeats(EngineContext context, WorkerRegistry workers, Dispatcher dispatcher, CancelledJobs cancelledJobs)
{
    private static readonly Reply QuietReply = Reply.Bulk("""{"state":"quiet"}""");

    private static readonly Reply TerminateReply = Reply.Bulk("""{"state":"terminate"}""");

    public Reply Beat(BeatCommand command)
    {
        if (workers.Find(command.Wid) is not { } worker)
        {
            return Reply.Error($"unknown worker {command.Wid}");
        }

        worker.LastBeat = context.Now;
        worker.RssKilobytes = command.RssKilobytes;
        var reported = command.State switch
        {
            "quiet" => WorkerState.Quiet,
            "terminate" => WorkerState.Terminate,
            _ => WorkerState.Running,
        };
        if (reported > worker.State)
        {
            worker.State = reported;
            dispatcher.Quiet(command.Wid);
        }

        if (worker.Identity.HearsCancel && cancelledJobs.RunningOn(command.Wid) is { Count: > 0 } cancelled)
        {
            return JsonReply.Of((worker.State, cancelled), Write);
        }

        return worker.State switch
        {
            WorkerState.Quiet => QuietReply,
            WorkerState.Terminate => TerminateReply,
            _ => Reply.Ok,
        };
    }
    private static void Write(Utf8JsonWriter writer, (WorkerState State, IReadOnlyList<string> Cancelled) order)
    {
        writer.WriteStartObject();
        writer.WriteString("state", order.State switch
        {
            WorkerState.Quiet => "quiet",
            WorkerState.Terminate => "terminate",
            _ => "running",
        });
        writer.WriteStartArray("cancel");
        foreach (var jobId in order.Cancelled)
        {
            writer.WriteStringValue(jobId);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
