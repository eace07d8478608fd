namespace Faktory.Server.Engine;

/// <summary>FWP BEAT (BEHAVIOUR 1.5): states only move forward; once not running, every beat is answered with the state.</summary>
internal sealed class Heartbeats(EngineContext context, WorkerRegistry workers, Dispatcher dispatcher)
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

        return worker.State switch
        {
            WorkerState.Quiet => QuietReply,
            WorkerState.Terminate => TerminateReply,
            _ => Reply.Ok,
        };
    }
}
