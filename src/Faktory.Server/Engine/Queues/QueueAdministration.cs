namespace Faktory.Server.Engine;

/// <summary>FWP QUEUE (BEHAVIOUR 2.3): a pause lasts over restarts; a removed queue comes back, unpaused, with the next job pushed to it.</summary>
internal sealed class QueueAdministration(EngineContext context, JobTable jobs, Dispatcher dispatcher, QueueRemovals removals)
{
    public Reply Change(QueueCommand command)
    {
        var known = jobs.Queues.Known;
        var queues = command.Names.Count == 0 ? known : known.Where(queue => command.Names.Contains(queue.Name));
        foreach (var queue in queues.ToList())
        {
            Change(queue, command.Operation);
        }

        return Reply.Ok;
    }

    public Reply Latency(IReadOnlyList<string> names) => JsonReply.Of((this, names), static (writer, state) =>
    {
        writer.WriteStartObject();
        foreach (var name in state.names)
        {
            writer.WriteNumber(name, state.Item1.SecondsWaited(name));
        }

        writer.WriteEndObject();
    });

    private void Change(JobQueue queue, QueueOperation operation)
    {
        if (operation == QueueOperation.Remove)
        {
            removals.Start(queue);
            return;
        }

        queue.IsPaused = operation == QueueOperation.Pause;
        context.Changes.Save(queue);
        dispatcher.Wake(queue);
    }

    private double SecondsWaited(string name) =>
        jobs.Queues.Peek(name)?.Waited(context.Now).TotalSeconds ?? 0;
}
