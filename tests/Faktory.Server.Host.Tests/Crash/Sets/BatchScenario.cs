using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>One tree of batches after the other, a root with children, whose success callbacks are jobs with known ids.</summary>
internal sealed class BatchScenario(string name, int seed) : Scenario(name, seed)
{
    private const int MostChildren = 2;

    private int _trees;

    protected override IEnumerable<SetCommand> Possible()
    {
        if (World.Batches is [] or [{ Success: "2" }, ..])
        {
            _trees++;
            return [New($"{Queue}-{_trees:0000}", null)];
        }

        return Usual();
    }

    protected override async Task<List<string>> ObserveAsync(FwpClient client, IReadOnlyList<World> candidates)
    {
        var lines = await base.ObserveAsync(client, candidates);
        if (World.Batches is [var root, ..])
        {
            var tree = FwpCommands.Json(await client.BulkAsync("BATCH TREE " + root.Bid));
            lines.AddRange(tree.GetProperty("batches").EnumerateArray().Select(Line));
        }

        return lines;
    }

    protected override List<string> Describe(World world, IReadOnlyList<World> candidates) =>
        [.. base.Describe(world, candidates), .. world.Batches.Select(batch => batch.Line)];

    private static string Line(JsonElement status) =>
        $"{status.GetProperty("description").GetString()} total {status.GetProperty("total")} pending {status.GetProperty("pending")}"
        + $" committed {status.GetProperty("committed").GetBoolean()} success {status.GetProperty("success_st").GetString()}";

    private IEnumerable<SetCommand> Usual()
    {
        var root = World.Batches[0];
        if (World.Batches.Where(batch => !batch.IsCommitted).ToList() is { Count: > 0 } open)
        {
            yield return Push(Any(open));
            yield return Push(Any(open));
            yield return Commit(Any(open));
        }

        if (!root.IsCommitted && World.Batches.Count <= MostChildren)
        {
            yield return New($"{root.Key}.{World.Batches.Count}", root);
        }

        if (World[JobPlace.Queue] is [var head, ..])
        {
            yield return SetCommands.Fetch(head, Queue);
        }

        if (World[JobPlace.Working] is { Count: > 0 } working)
        {
            yield return Ack(Any(working));
        }
    }

    private SetCommand New(string key, BatchModel? parent)
    {
        var batch = new BatchModel(key, parent?.Key);
        var callback = $$$"""{"jid":"{{{batch.Callback}}}","jobtype":"Callback","args":[],"queue":"{{{Queue}}}","custom":{"track":1}}""";
        return new SetCommand(
            "BATCH NEW " + BatchCommands.Definition(callback, complete: null, parent?.Bid, key, key),
            reply => reply.StartsWith("b-", StringComparison.Ordinal),
            (world, bid) =>
            {
                if (parent is null)
                {
                    world.Batches.Clear();
                }

                world.Batches.Add(batch with { Bid = bid });
            })
        {
            IsRepeatable = true,
        };
    }

    private SetCommand Push(BatchModel batch)
    {
        var jobId = NewId();
        return SetCommands.Push(jobId, Queue, custom: $",\"bid\":\"{batch.Bid}\"") with
        {
            Effect = (world, _) =>
            {
                world.Move(jobId, JobPlace.Queue);
                world.Join(batch.Key, jobId);
            },
        };
    }

    private static SetCommand Commit(BatchModel batch) => new("BATCH COMMIT " + batch.Bid, SetCommands.Ok, (world, _) => world.Commit(batch.Key));

    private static SetCommand Ack(string jobId) => SetCommands.Ack(jobId) with
    {
        Effect = (world, _) =>
        {
            world.Move(jobId, JobPlace.Gone);
            world.Settle(jobId);
        },
    };
}
