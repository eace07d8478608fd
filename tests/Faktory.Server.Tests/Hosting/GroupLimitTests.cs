using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Hosting;

/// <summary>DESIGN.md, rule 5 of the engine.</summary>
public sealed class GroupLimitTests
{
    [Theory]
    [InlineData(4500, 0, new[] { 2000, 2000, 500 })]
    [InlineData(12, 1024 * 1024, new[] { 4, 4, 4 })]
    public async Task A_group_ends_at_2000_commands_or_4_MiB(int jobs, int bytes, int[] expected)
    {
        await using var engine = await EngineHarness.StartAsync();
        var gate = await engine.HoldACommitAsync();
        var client = engine.Connect();
        Command[] pushes = [.. Enumerable.Range(0, jobs).Select(number => client.Push($"job-{number:D5}", bytes))];
        var applied = 1;
        var sizes = new List<int>();

        client.Post(pushes);
        foreach (var size in expected)
        {
            // A commit that ends sooner ends the group sooner.
            applied += size;
            await engine.Seeds.WaitForAsync((ulong)applied);
            var next = engine.Store.HoldCommit();
            gate.Release();
            var changes = await next.Entered.SoonAsync();
            sizes.Add(changes.InsertedJobs.Count);
            gate = next;
        }

        gate.Release();
        await client.ReplyAsync(pushes[^1]);

        Assert.Equal(expected, sizes);
    }
}
