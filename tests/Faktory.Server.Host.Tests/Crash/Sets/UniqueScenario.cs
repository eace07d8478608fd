using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>Unique jobs with three different arguments: pushed, refused while locked, acknowledged.</summary>
internal sealed class UniqueScenario(string name, int seed) : Scenario(name, seed)
{
    private const int Arguments = 3;

    private const string NotUnique = "-NOTUNIQUE Job not unique";

    /// <summary>Jobs that tried a lock, found it free, and so are in the queue now.</summary>
    private readonly Dictionary<int, string> _entered = [];

    protected override IEnumerable<SetCommand> Possible()
    {
        var argument = Random.Next(Arguments);
        yield return World.Locks.ContainsKey(argument) ? Refused(argument) : Accepted(argument);
        if (World[JobPlace.Queue] is [var head, ..])
        {
            yield return SetCommands.Fetch(head, Queue);
        }

        if (World[JobPlace.Working] is { Count: > 0 } working)
        {
            yield return Release(Any(working));
        }
    }

    /// <summary>A lock that some candidate believes in is tried with a job of its own.</summary>
    protected override async Task<List<string>> ObserveAsync(FwpClient client, IReadOnlyList<World> candidates)
    {
        var lines = await base.ObserveAsync(client, candidates);
        foreach (var argument in Locked(candidates))
        {
            var jobId = NewId();
            var isHeld = (await client.CallAsync(PushUnique(jobId, argument).Line)).ToString() == NotUnique;
            lines.Add(Line(argument, isHeld));
            if (!isHeld)
            {
                _entered[argument] = jobId;
            }
        }

        return lines;
    }

    protected override List<string> Describe(World world, IReadOnlyList<World> candidates) =>
        [.. base.Describe(world, candidates), .. Locked(candidates).Select(argument => Line(argument, world.Locks.ContainsKey(argument)))];

    protected override void OnChecked()
    {
        foreach (var (argument, jobId) in _entered)
        {
            Enter(World, jobId, argument);
        }

        _entered.Clear();
    }

    private static List<int> Locked(IReadOnlyList<World> candidates) => [.. candidates.SelectMany(world => world.Locks.Keys).Distinct().Order()];

    private static string Line(int argument, bool isHeld) => $"lock {argument} {(isHeld ? "held" : "free")}";

    private SetCommand Accepted(int argument)
    {
        var jobId = NewId();
        return PushUnique(jobId, argument) with { Effect = (world, _) => Enter(world, jobId, argument) };
    }

    private SetCommand Refused(int argument) =>
        PushUnique(NewId(), argument) with { IsRight = reply => reply == NotUnique, Effect = (_, _) => { } };

    private SetCommand PushUnique(string jobId, int argument) =>
        SetCommands.Push(jobId, Queue, custom: ",\"unique_for\":86400", argument: argument);

    private static SetCommand Release(string jobId)
    {
        var ack = SetCommands.Ack(jobId);
        return ack with
        {
            Effect = (world, reply) =>
            {
                ack.Effect(world, reply);
                world.Locks.Remove(world.Locks.Single(held => held.Value == jobId).Key);
            },
        };
    }

    private static void Enter(World world, string jobId, int argument)
    {
        world.Move(jobId, JobPlace.Queue);
        world.Locks[argument] = jobId;
    }
}
