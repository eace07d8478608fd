namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>Jobs that are due long after the test, queued, killed or discarded by an operator.</summary>
internal sealed class ScheduledScenario(string name, int seed) : Scenario(name, seed)
{
    private static readonly string Later = $",\"at\":\"{DateTimeOffset.UtcNow.AddDays(1):O}\"";

    protected override IEnumerable<SetCommand> Possible()
    {
        if (HasRoom)
        {
            yield return SetCommands.Push(NewId(), Queue, JobPlace.Scheduled, Later);
            yield return SetCommands.Push(NewId(), Queue, JobPlace.Scheduled, Later);
        }

        if (World[JobPlace.Scheduled] is { Count: > 0 } scheduled)
        {
            yield return SetCommands.Mutate(Any(["requeue", "kill", "discard"]), JobPlace.Scheduled, Any(scheduled));
        }

        if (World[JobPlace.Queue] is [var head, ..])
        {
            yield return SetCommands.Fetch(head, Queue);
        }

        if (World[JobPlace.Working] is { Count: > 0 } working)
        {
            yield return SetCommands.Ack(Any(working));
        }

        if (World[JobPlace.Dead] is { Count: > 2 } dead)
        {
            yield return SetCommands.Mutate("discard", JobPlace.Dead, Any(dead));
        }
    }
}
