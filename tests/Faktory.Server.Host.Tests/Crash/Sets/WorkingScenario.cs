namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>Many jobs at once in the hands of one client, acknowledged in any order or handed back.</summary>
internal sealed class WorkingScenario(string name, int seed) : Scenario(name, seed)
{
    protected override IEnumerable<SetCommand> Possible()
    {
        if (HasRoom)
        {
            yield return SetCommands.Push(NewId(), Queue);
        }

        if (World[JobPlace.Queue] is [var head, ..])
        {
            yield return SetCommands.Fetch(head, Queue);
        }

        if (World[JobPlace.Working] is { Count: > 4 } working)
        {
            yield return SetCommands.Ack(Any(working));
            yield return SetCommands.Requeue(Any(working));
        }
    }
}
