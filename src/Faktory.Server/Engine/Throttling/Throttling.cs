namespace Faktory.Server.Engine;

/// <summary>Brings rules, running jobs and waiting FETCHes into agreement when the engine starts and when the rules change.</summary>
internal sealed class Throttling(EngineContext context, JobTable jobs, Dispatcher dispatcher)
{
    /// <summary>Finds who holds a slot after a load.</summary>
    public void Load() => FindHolders(jobs.Throttles.Queues.ToHashSet());

    /// <summary>Puts rules in force. Running jobs go on, also beyond a lower limit; whoever may now get a job gets it.</summary>
    public void Set(IReadOnlyDictionary<string, ThrottleRule> rules)
    {
        var changed = jobs.Throttles.Queues.Union(rules.Keys).Where(queue => jobs.Throttles.Find(queue)?.Rule != rules.GetValueOrDefault(queue)).ToHashSet();
        foreach (var queue in changed)
        {
            var throttle = jobs.Throttles.Replace(queue, rules.GetValueOrDefault(queue));
            jobs.Queues.Peek(queue)?.Follow(throttle);
        }

        FindHolders(changed);
        foreach (var queue in changed)
        {
            dispatcher.Wake(queue);
        }
    }

    private void FindHolders(HashSet<string> queues)
    {
        if (queues.Count == 0)
        {
            return;
        }

        foreach (var entry in jobs.Working.Entries.Where(entry => queues.Contains(entry.Queue.Name)).OrderBy(entry => entry.Reservation!.Number))
        {
            var holder = entry.Reservation!;
            holder.Slot = null;
            if (jobs.Throttles.Find(entry.Queue.Name) is { } throttle && holder.ReservedAt + throttle.Rule.Timeout > context.Now)
            {
                jobs.Throttles.Take(throttle, holder);
            }
        }
    }
}
