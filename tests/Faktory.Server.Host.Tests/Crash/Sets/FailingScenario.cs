namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>Jobs that fail, into the retries, which are due long after the test, or into the dead set.</summary>
/// <param name="name">The queue.</param>
/// <param name="seed">Of its choices.</param>
/// <param name="set">Where its jobs go when they fail.</param>
internal sealed class FailingScenario(string name, int seed, JobPlace set) : Scenario(name, seed)
{
    protected override IEnumerable<SetCommand> Possible()
    {
        if (HasRoom)
        {
            yield return SetCommands.Push(NewId(), Queue, extra: $",\"retry\":{(set == JobPlace.Dead ? -1 : 25)}");
        }

        if (World[JobPlace.Queue] is [var head, ..])
        {
            yield return SetCommands.Fetch(head, Queue);
        }

        if (World[JobPlace.Working] is { Count: > 0 } working)
        {
            yield return SetCommands.Fail(Any(working), set);
            yield return SetCommands.Ack(Any(working));
        }

        if (World[set] is { Count: > 0 } failed)
        {
            yield return SetCommands.Mutate(Any(["requeue", "discard", "requeue"]), set, Any(failed));
        }
    }
}
