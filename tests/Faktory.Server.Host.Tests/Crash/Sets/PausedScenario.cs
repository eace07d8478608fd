using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>
/// A queue that is paused and resumed. A second queue always holds one job: a FETCH over both gets that one while the first
/// is paused, at once, so that nobody has to wait for nothing.
/// </summary>
internal sealed class PausedScenario(string name, int seed) : Scenario(name, seed)
{
    public override IReadOnlyList<string> OtherQueues => [Witness];

    private string Witness => Queue + "-witness";

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
            lines.Add($"paused {jobId == Witness}");
        }

        return lines;
    }

    protected override List<string> Describe(World world, IReadOnlyList<World> candidates) =>
        [.. base.Describe(world, candidates), .. CanTell(candidates) ? [$"paused {world.IsPaused}"] : Array.Empty<string>()];

    /// <summary>Both queues must have a job, whatever took effect.</summary>
    private static bool CanTell(IReadOnlyList<World> candidates) =>
        candidates.All(world => world[JobPlace.Queue].Count > 0 && world[JobPlace.Aside].Count > 0);

    private IEnumerable<SetCommand> Usual()
    {
        var verb = World.IsPaused ? "RESUME" : "PAUSE";
        yield return new SetCommand($"QUEUE {verb} {Queue}", SetCommands.Ok, (world, _) => world.IsPaused = verb == "PAUSE");
        if (HasRoom)
        {
            yield return SetCommands.Push(NewId(), Queue);
        }

        if (World.IsPaused)
        {
            yield return SetCommands.Fetch(Witness, Queue, Witness);
        }
        else if (World[JobPlace.Queue] is [var head, _, ..])
        {
            yield return SetCommands.Fetch(head, Queue, Witness);
        }

        if (World[JobPlace.Working].Where(jobId => jobId != Witness).ToList() is { Count: > 0 } working)
        {
            yield return SetCommands.Ack(Any(working));
        }
    }
}
