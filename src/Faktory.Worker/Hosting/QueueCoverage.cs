using Microsoft.Extensions.Logging;

namespace Faktory.Worker;

/// <summary>Warns at start of handlers whose jobs go to a queue that no worker of this host fetches.</summary>
internal static partial class QueueCoverage
{
    public static void Check(string name, WorkerRegistry registry, HandlerTable handlers, Func<string, FaktoryWorkerOptions> options, ILogger logger)
    {
        // Handlers that are shared are checked once, by the worker that owns them.
        if (registry.Effective(name) != registry.Own(name))
        {
            return;
        }

        var settings = registry.Names.Select(worker => options(worker).Queues).ToList();
        if (settings.Contains(null))
        {
            return;
        }

        var fetched = settings.SelectMany(queues => QueueList.Parse(queues!, new Random(0)).Names).ToHashSet(StringComparer.Ordinal);
        foreach (var handler in handlers.Handlers.Where(handler => !handler.IsMapped))
        {
            var queue = handler.Defaults.Queue ?? Job.DefaultQueue;
            if (!fetched.Contains(queue))
            {
                NotFetched(logger, handler.Defaults.JobType, queue, WorkerNames.Section(name));
            }
        }
    }

    [LoggerMessage(100, LogLevel.Warning, "Jobs of type {JobType} go to queue {Queue}, which no worker of this host fetches; add it to {Section}:Queues unless another host does")]
    private static partial void NotFetched(ILogger logger, string jobType, string queue, string section);
}
