using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>
/// A queue that gives nothing at times, although it holds jobs. A second queue always holds one job: a FETCH over both gets
/// that one while the first is shut, at once, so that nobody has to wait for nothing.
/// </summary>
internal abstract class ShutQueueScenario(string name, int seed) : Scenario(name, seed)
{
    public override IReadOnlyList<string> OtherQueues => [Witness];

    /// <summary>The jobs in hand that are not the second queue's.</summary>
    protected static IReadOnlyList<string> InHand(World world, string queue) =>
        [.. world[JobPlace.Working].Where(jobId => jobId != WitnessOf(queue))];

    private string Witness => WitnessOf(Queue);

    /// <summary>Whether the first queue gives nothing now.</summary>
    protected abstract bool IsShut(World world);

    /// <summary>What opens and shuts it, besides FETCH and ACK.</summary>
    protected virtual IEnumerable<SetCommand> Switches() => [];

    protected override IEnumerable<SetCommand> Possible()
    {
        if (World[JobPlace.Aside].Count == 0)
        {
            return [World[JobPlace.Working].Contains(Witness) ? SetCommands.Requeue(Witness, JobPlace.Aside) : SetCommands.Push(Witness, Witness, JobPlace.Aside)];
        }

        // A queue that nothing was ever pushed to cannot be paused.
        return World[JobPlace.Queue].Count == 0 ? [SetCommands.Push(NewId(), Queue)] : Usual();
    }

    protected override async Task<List<string>> ObserveAsync(FwpClient client, IReadOnlyList<World> candidates)
    {
        var lines = await base.ObserveAsync(client, candidates);
        if (CanTell(candidates))
        {
            var jobId = FwpCommands.Json(await client.BulkAsync($"FETCH {Queue} {Witness}")).Jid();
            await client.OkAsync(SetCommands.Requeue(jobId).Line);
            lines.Add($"shut {jobId == Witness}");
        }

        return lines;
    }

    protected override List<string> Describe(World world, IReadOnlyList<World> candidates) =>
        [.. base.Describe(world, candidates), .. CanTell(candidates) ? [$"shut {IsShut(world)}"] : Array.Empty<string>()];

    private static string WitnessOf(string queue) => queue + "-witness";

    /// <summary>Both queues must have a job, whatever took effect.</summary>
    private static bool CanTell(IReadOnlyList<World> candidates) =>
        candidates.All(world => world[JobPlace.Queue].Count > 0 && world[JobPlace.Aside].Count > 0);

    private IEnumerable<SetCommand> Usual()
    {
        foreach (var command in Switches())
        {
            yield return command;
        }

        if (HasRoom)
        {
            yield return SetCommands.Push(NewId(), Queue);
        }

        if (IsShut(World))
        {
            yield return SetCommands.Fetch(Witness, Queue, Witness);
        }
        else if (World[JobPlace.Queue] is [var head, _, ..])
        {
            yield return SetCommands.Fetch(head, Queue, Witness);
        }

        if (InHand(World, Queue) is { Count: > 0 } working)
        {
            yield return SetCommands.Ack(Any(working));
        }
    }
}
