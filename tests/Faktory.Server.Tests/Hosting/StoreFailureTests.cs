using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Faktory.Server.Tests.Storage;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Tests.Hosting;

/// <summary>DESIGN.md, rule 4 of the engine: a failing store never makes a reply lie.</summary>
public sealed class StoreFailureTests
{
    private const string Unavailable = "-ERR storage unavailable";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task What_was_applied_in_the_failed_group_and_after_it_is_never_answered()
    {
        await using var engine = await EngineHarness.StartAsync();
        var (inGroup, behind, reader) = (engine.Connect(), engine.Connect(), engine.Connect());
        var gate = engine.Store.HoldCommit();

        var push = inGroup.Post(inGroup.Push("job-00001"));
        await gate.Entered.SoonAsync();
        var next = behind.Post(behind.Push("job-00002"));
        var read = reader.Post(reader.Read());
        await engine.Seeds.WaitForAsync(3);
        gate.Fail();
        await Task.WhenAll(inGroup.Aborted, behind.Aborted, reader.Aborted);
        await engine.Store.WaitForOpensAsync(2).SoonAsync();

        Assert.All(new Command[] { push, next, read }, command => Assert.False(command.IsReleased));
    }

    [Fact]
    public async Task A_parked_fetch_had_no_effect_and_is_refused()
    {
        await using var engine = await EngineHarness.StartAsync();
        var (worker, producer) = (engine.Connect("w-1"), engine.Connect());
        var fetch = worker.Post(new FetchCommand(worker.Session, ["other"]));
        await engine.Seeds.WaitForAsync(1);

        engine.Store.FailCommit();
        producer.Post(producer.Push("job-00001"));

        Assert.Equal(Unavailable, await worker.ReplyAsync(fetch));
        Assert.False(worker.IsAborted);
        await producer.Aborted;
    }

    [Fact]
    public async Task Commands_are_refused_while_the_store_is_down_and_applied_when_it_is_back()
    {
        await using var engine = await EngineHarness.StartAsync();
        var (producer, client) = (engine.Connect(), engine.Connect());
        engine.Store.FailCommit();
        engine.Store.FailOpen();

        producer.Post(producer.Push("job-00001"));
        await producer.Aborted;
        await engine.Time.WaitForTimerAsync(FirstDelay);
        var whileDown = await client.SendAsync(client.Push("job-00002"));
        var health = engine.Health.State;
        engine.Time.Advance(FirstDelay);
        await engine.Store.WaitForOpensAsync(3).SoonAsync();
        var afterwards = await SendUntilAcceptedAsync(client, () => client.Push("job-00003"));

        Assert.Equal(Unavailable, whileDown);
        Assert.Equal(EngineState.Recovering, health);
        Assert.Equal("+OK", afterwards);
        Assert.True(engine.Health.IsReady);
    }

    [Theory]
    [InlineData(CommitFault.BeforeInner, "$-1")]
    [InlineData(CommitFault.AfterInner, "job-00001")]
    internal async Task The_next_engine_knows_what_is_in_the_store_and_nothing_else(CommitFault fault, string expected)
    {
        await using var engine = await EngineHarness.StartAsync();
        var (producer, worker) = (engine.Connect(), engine.Connect());
        engine.Store.FailCommit(fault: fault);

        producer.Post(producer.Push("job-00001"));
        await producer.Aborted;
        await engine.Store.WaitForOpensAsync(2).SoonAsync();
        await SendUntilAcceptedAsync(worker, worker.Read);
        var fetch = worker.Post(worker.Fetch());
        if (expected == "$-1")
        {
            await engine.Time.WaitForTimerAsync(new EngineOptions().FetchWait);
            engine.Time.Advance(new EngineOptions().FetchWait);
        }

        Assert.Contains(expected, await worker.ReplyAsync(fetch), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_that_stayed_connected_are_known_to_the_next_engine_and_those_that_left_are_not()
    {
        await using var engine = await EngineHarness.StartAsync();
        var (stays, leaves, producer) = (engine.Connect("w-stays"), engine.Connect("w-leaves"), engine.Connect());
        await stays.SendAsync(new HelloCommand(stays.Session));
        await leaves.SendAsync(new HelloCommand(leaves.Session));
        leaves.Post(new GoodbyeCommand(leaves.Session));
        engine.Store.FailCommit();

        producer.Post(producer.Push("job-00001"));
        await producer.Aborted;
        await engine.Store.WaitForOpensAsync(2).SoonAsync();
        var known = await SendUntilAcceptedAsync(stays, () => stays.Beat("w-stays"));
        var unknown = await stays.SendAsync(stays.Beat("w-leaves"));

        Assert.Equal("+OK", known);
        Assert.Equal("-ERR unknown worker w-leaves", unknown);
    }

    [Fact]
    public async Task A_handshake_while_the_store_is_down_succeeds_and_counts_afterwards()
    {
        await using var engine = await EngineHarness.StartAsync();
        var (worker, producer) = (engine.Connect("w-1"), engine.Connect());
        engine.Store.FailCommit();
        engine.Store.FailOpen();

        producer.Post(producer.Push("job-00001"));
        await engine.Time.WaitForTimerAsync(FirstDelay);
        var hello = await worker.SendAsync(new HelloCommand(worker.Session));
        engine.Time.Advance(FirstDelay);
        var beat = await SendUntilAcceptedAsync(worker, () => worker.Beat("w-1"));

        Assert.Equal("+OK", hello);
        Assert.Equal("+OK", beat);
    }

    [Fact]
    public async Task A_job_given_back_while_the_store_is_down_returns_to_its_queue_afterwards()
    {
        await using var engine = await EngineHarness.StartAsync();
        var (worker, producer) = (engine.Connect(), engine.Connect());
        await producer.SendAsync(producer.Push("job-00001"));
        var fetch = worker.Fetch();
        await worker.SendAsync(fetch);
        engine.Store.FailCommit();
        engine.Store.FailOpen();

        producer.Post(producer.Push("job-00002"));
        await engine.Time.WaitForTimerAsync(FirstDelay);
        await worker.SendAsync(new ReturnCommand(worker.Session, [(JobReply)fetch.Reply!]));
        engine.Time.Advance(FirstDelay);
        await SendUntilAcceptedAsync(worker, worker.Read);
        var again = await worker.SendAsync(worker.Fetch());

        Assert.Contains("job-00001", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_does_not_open_is_tried_at_growing_intervals()
    {
        await using var engine = await EngineHarness.StartAsync();
        var producer = engine.Connect();
        engine.Store.FailCommit();
        engine.Store.FailOpen(times: 3);

        producer.Post(producer.Push("job-00001"));
        foreach (var delay in new[] { FirstDelay, FirstDelay * 2, FirstDelay * 4 })
        {
            await engine.Time.WaitForTimerAsync(delay);
            engine.Time.Advance(delay);
        }

        Assert.Equal("+OK", await SendUntilAcceptedAsync(producer, () => producer.Push("job-00002")));
        Assert.Equal(5, engine.Store.OpenCount);
    }

    [Fact]
    public async Task After_the_recovery_timeout_the_process_stops_and_says_where_the_data_is()
    {
        await using var engine = await EngineHarness.StartAsync(new EngineHostSettings { RecoveryTimeout = FirstDelay });
        var producer = engine.Connect();
        engine.Store.FailCommit();
        engine.Store.FailOpen(int.MaxValue);

        producer.Post(producer.Push("job-00001"));
        await engine.Time.WaitForTimerAsync(FirstDelay);
        engine.Time.Advance(FirstDelay);
        await engine.Stopper.Stopped;
        var afterwards = await producer.SendAsync(producer.Push("job-00002"));

        Assert.Equal(EngineState.Failed, engine.Health.State);
        Assert.Equal(Unavailable, afterwards);
        var critical = Assert.Single(engine.Logger.Entries, entry => entry.Level == LogLevel.Critical);
        Assert.Contains("memory", critical.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_opens_but_cannot_be_written_is_one_outage_and_ends_in_giving_up()
    {
        await using var engine = await EngineHarness.StartAsync(new EngineHostSettings { RecoveryTimeout = FirstDelay });
        var client = engine.Connect();
        engine.Store.FailCommit(1);
        engine.Store.FailCommit(2);
        engine.Store.FailCommit(3);

        client.Post(client.Push("job-00001"));
        await client.Aborted;
        await SendUntilAcceptedAsync(client, client.Read);
        client.Post(client.Push("job-00002"));
        await engine.Time.WaitForTimerAsync(FirstDelay);
        engine.Time.Advance(FirstDelay);
        await SendUntilAcceptedAsync(client, client.Read);
        client.Post(client.Push("job-00003"));

        await engine.Stopper.Stopped;
    }

    [Fact]
    public async Task A_commit_that_succeeds_ends_the_outage()
    {
        await using var engine = await EngineHarness.StartAsync(new EngineHostSettings { RecoveryTimeout = FirstDelay * 3 });
        var client = engine.Connect();
        engine.Store.FailCommit(1);
        engine.Store.FailOpen();
        engine.Store.FailCommit(3);

        client.Post(client.Push("job-00001"));
        await engine.Time.WaitForTimerAsync(FirstDelay);
        engine.Time.Advance(FirstDelay);
        await SendUntilAcceptedAsync(client, client.Read);
        var between = await client.SendAsync(client.Push("job-00002"));
        engine.Time.Advance(FirstDelay * 2.5);
        client.Post(client.Push("job-00003"));
        await engine.Store.WaitForOpensAsync(4).SoonAsync();
        var afterwards = await SendUntilAcceptedAsync(client, () => client.Push("job-00004"));

        Assert.Equal("+OK", between);
        Assert.Equal("+OK", afterwards);
        Assert.False(engine.Stopper.IsStopped);
    }

    [Fact]
    public async Task Housekeeping_that_fails_takes_no_reply_back_and_the_store_is_opened_again()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        engine.Store.FailMaintenance();

        var push = await client.SendAsync(client.Push("job-00001"));
        await engine.Store.WaitForOpensAsync(2).SoonAsync();
        await SendUntilAcceptedAsync(client, client.Read);

        Assert.Equal("+OK", push);
        Assert.Contains("job-00001", await client.SendAsync(client.Fetch()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_that_breaks_off_is_tried_again_from_its_first_row()
    {
        await using var engine = await EngineHarness.StartAsync();
        var client = engine.Connect();
        await client.SendAsync(client.Push("job-00001"));
        engine.Store.FailCommit();
        engine.Store.FailLoad();

        client.Post(client.Push("job-00002"));
        await engine.Time.WaitForTimerAsync(FirstDelay);
        engine.Time.Advance(FirstDelay);
        await engine.Store.WaitForOpensAsync(3).SoonAsync();
        await SendUntilAcceptedAsync(client, client.Read);

        Assert.Contains("job-00001", await client.SendAsync(client.Fetch()), StringComparison.Ordinal);
    }

    /// <summary>The store is open a moment before the engine is loaded from it.</summary>
    private static async Task<string> SendUntilAcceptedAsync(FakeConnection client, Func<Command> command)
    {
        string reply;
        do
        {
            reply = await client.SendAsync(command());
        }
        while (reply == Unavailable);
        return reply;
    }
}
