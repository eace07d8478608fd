using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>
/// A client that plays with one set of the server in a queue of its own, one random command at a time, and knows what
/// must be true after a crash: everything acknowledged, nothing that was never sent, and of the one command whose reply
/// was cut off either all or nothing.
/// </summary>
internal abstract class Scenario(string name, int seed)
{
    /// <summary>Few enough to ask for each job after every crash.</summary>
    private const int MostJobs = 12;

    private SetCommand? _unanswered;
    private int _lastId;

    public string Queue => name;

    /// <summary>Where its jobs may be besides.</summary>
    public virtual IReadOnlyList<string> OtherQueues => [];

    public World World { get; private set; } = new();

    /// <summary>Commands that were answered.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Commands whose reply a crash had cut off, and how many of them had taken effect.</summary>
    public (int All, int Applied) InDoubt { get; private set; }

    protected Random Random { get; } = new(seed);

    protected bool HasRoom => World.Live < MostJobs;

    /// <summary>Commands that make sense now; one of them is sent.</summary>
    protected abstract IEnumerable<SetCommand> Possible();

    /// <summary>Works until the connection ends.</summary>
    /// <param name="client">After its handshake.</param>
    /// <param name="onReply">Called for each reply.</param>
    public async Task RunAsync(FwpClient client, Action onReply)
    {
        try
        {
            while (true)
            {
                var possible = Possible().ToList();
                await SendAsync(client, possible[Random.Next(possible.Count)]);
                onReply();
            }
        }
        catch (FwpDisconnectedException)
        {
            // The crash under test.
        }
    }

    /// <summary>While nobody works: compares the server with what is known, and settles the command in doubt.</summary>
    public async Task CheckAsync(FwpClient client)
    {
        if (_unanswered is { IsRepeatable: true } repeated)
        {
            await SendAsync(client, repeated);
        }

        List<World> candidates = [World];
        if (_unanswered is { } unanswered)
        {
            var after = World.Clone();
            unanswered.Effect(after, "");
            candidates.Add(after);
        }

        var seen = await ObserveAsync(client, candidates);
        var right = candidates.FindIndex(world => Describe(world, candidates).SequenceEqual(seen));
        Assert.True(right >= 0, $"{Report(seen, candidates)}\n{name} after {_unanswered?.Line ?? "no command in doubt"}");
        InDoubt = (InDoubt.All + candidates.Count - 1, InDoubt.Applied + right);
        World = candidates[right];
        World.ForgetGone();
        _unanswered = null;
        OnChecked();
    }

    /// <summary>Everything the server says about the scenario, in the order of <see cref="Describe"/>.</summary>
    protected virtual async Task<List<string>> ObserveAsync(FwpClient client, IReadOnlyList<World> candidates)
    {
        var lines = new List<string>();
        foreach (var jobId in JobIds(candidates))
        {
            var track = FwpCommands.Json(await client.BulkAsync("TRACK GET " + jobId));
            lines.Add($"{jobId} {track.GetProperty("state").GetString()}");
        }

        lines.Add($"queue {(await client.InfoAsync()).Queue(name)}");
        return lines;
    }

    /// <summary>What the server must say if a world is the true one.</summary>
    protected virtual List<string> Describe(World world, IReadOnlyList<World> candidates)
    {
        var tracks = world.Tracks().ToDictionary(line => line.Split(' ')[0]);
        return [.. JobIds(candidates).Select(jobId => tracks.GetValueOrDefault(jobId, jobId + " unknown")), $"queue {world[JobPlace.Queue].Count}"];
    }

    /// <summary>Enters what observing changed.</summary>
    protected virtual void OnChecked()
    {
    }

    protected string NewId() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}-{++_lastId:00000}");

    protected T Any<T>(IReadOnlyList<T> some) => some[Random.Next(some.Count)];

    private async Task SendAsync(FwpClient client, SetCommand command)
    {
        _unanswered = command;
        var reply = await client.CallAsync(command.Line);
        if (reply.Kind == FwpReplyKind.End)
        {
            throw new FwpDisconnectedException(command.Line);
        }

        Assert.True(command.IsRight(reply.ToString()), $"{command.Line} was answered {reply}");
        _unanswered = null;
        command.Effect(World, reply.ToString());
        Acknowledged++;
    }

    private static IEnumerable<string> JobIds(IReadOnlyList<World> candidates) =>
        candidates.SelectMany(world => world.Tracks()).Select(line => line.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal);

    private string Report(List<string> seen, List<World> candidates) => string.Join('\n', candidates.Select(
        world => $"Expected but not seen: {string.Join(", ", Describe(world, candidates).Except(seen))}"))
        + $"\nSeen: {string.Join(", ", seen)}";
}
