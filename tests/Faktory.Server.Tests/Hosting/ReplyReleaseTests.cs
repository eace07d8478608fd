using Faktory.Server.Engine;
using Faktory.Server.Hosting;

namespace Faktory.Server.Tests.Hosting;

/// <summary>DESIGN.md, rule 2 of the engine.</summary>
public sealed class ReplyReleaseTests
{
    [Fact]
    public async Task No_reply_leaves_before_its_commit_has_completed()
    {
        await using var engine = await EngineHarness.StartAsync();
        var gate = engine.Store.HoldCommit();
        var client = engine.Connect();

        var push = client.Post(client.Push("job-00001"));
        var changes = await gate.Entered.SoonAsync();
        var releasedEarly = push.IsReleased;
        gate.Release();
        var reply = await client.ReplyAsync(push);

        Assert.Single(changes.InsertedJobs);
        Assert.False(releasedEarly);
        Assert.Equal("+OK", reply);
        Assert.Equal(1, engine.Store.CompletedCommits);
    }

    [Fact]
    public async Task A_read_behind_an_uncommitted_write_waits_for_it()
    {
        await using var engine = await EngineHarness.StartAsync();
        var gate = await engine.HoldACommitAsync();
        var client = engine.Connect();

        var read = client.Post(client.Read());
        await engine.Seeds.WaitForAsync(2);
        // Only taken once the round of the first read is over.
        var later = client.Post(client.Read());
        await engine.Seeds.WaitForAsync(3);
        var releasedEarly = read.IsReleased;
        gate.Release();
        await client.ReplyAsync(later);

        Assert.False(releasedEarly);
        Assert.True(read.IsReleased);
        Assert.Equal(1, engine.Store.StartedCommits);
    }

    [Fact]
    public async Task A_read_with_nothing_in_flight_leaves_at_once_and_commits_nothing()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();

        var reply = await client.SendAsync(client.Read());

        Assert.StartsWith("-ERR", reply, StringComparison.Ordinal);
        Assert.Equal(0, engine.Store.StartedCommits);
    }

    [Fact]
    public async Task What_comes_while_a_group_is_committed_makes_up_the_next_group()
    {
        await using var engine = await EngineHarness.StartAsync();
        var first = await engine.HoldACommitAsync();
        var second = engine.Store.HoldCommit();
        var client = engine.Connect();

        client.Post(client.Push("job-00001"));
        client.Post(client.Push("job-00002"));
        await engine.Seeds.WaitForAsync(3);
        first.Release();
        var changes = await second.Entered.SoonAsync();
        second.Release();

        Assert.Equal(2, changes.InsertedJobs.Count);
    }

    [Fact]
    public async Task A_finished_commit_takes_along_what_has_waited_for_it()
    {
        await using var engine = await EngineHarness.StartAsync(new EngineHostSettings { CommandsWorthWaking = 3 });
        var gate = await engine.HoldACommitAsync();
        var client = engine.Connect();

        var push = client.Post(client.Push("job-00001"));
        gate.Release();

        Assert.Equal("+OK", await client.ReplyAsync(push));
    }

    [Fact]
    public async Task A_connection_is_told_once_per_group()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        Command[] pushes = [.. Enumerable.Range(0, 10).Select(number => client.Push($"job-{number:D5}"))];

        client.Post(pushes);
        await client.ReplyAsync(pushes[^1]);

        Assert.All(pushes, push => Assert.True(push.IsReleased));
        Assert.Equal(1, client.Releases);
    }

    [Fact]
    public async Task A_parked_fetch_is_answered_with_the_group_of_the_push_that_woke_it()
    {
        await using var engine = await EngineHarness.StartAsync();
        var worker = engine.Connect("w-1");
        var producer = engine.Connect();
        var gate = engine.Store.HoldCommit();

        var fetch = worker.Post(worker.Fetch());
        var push = producer.Post(producer.Push("job-00001"));
        await gate.Entered.SoonAsync();
        var releasedEarly = fetch.IsReleased || push.IsReleased;
        gate.Release();
        var job = await worker.ReplyAsync(fetch);

        Assert.False(releasedEarly);
        Assert.Contains("job-00001", job, StringComparison.Ordinal);
        Assert.Equal("+OK", await producer.ReplyAsync(push));
    }

    [Fact]
    public async Task Commands_of_one_connection_are_applied_in_their_order()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        var fetches = new List<FetchCommand>();

        for (var number = 0; number < 50; number++)
        {
            client.Post(client.Push($"job-{number:D5}"));
            fetches.Add(client.Post(client.Fetch()));
        }

        for (var number = 0; number < 50; number++)
        {
            Assert.Contains($"job-{number:D5}", await client.ReplyAsync(fetches[number]), StringComparison.Ordinal);
        }
    }
}
