using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>Ways in which batch systems of others broke, as a client on the wire would see them here.</summary>
public sealed class LessonTests
{
    [Fact]
    public async Task Lesson_01_A_second_or_late_ACK_counts_once_and_fires_once()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(JobText.Job("ackedtwice", bid: bid));
        await client.PushAsync(JobText.Job("ackedlate1", queue: "late", bid: bid, extra: ",\"reserve_for\":60"));
        await client.CommitAsync(bid);
        await client.RunAsync();
        await client.AckAsync("ackedtwice");
        Assert.Equal(1, (await client.StatusAsync(bid)).Pending);

        await client.FetchAsync("late");
        server.Time.Advance(TimeSpan.FromSeconds(61));
        await Eventually.InfoAsync(client, info => info.Retries == 1, "the expiry of the reservation");
        await client.AckAsync("ackedlate1");
        Assert.Equal(1, (await client.StatusAsync(bid)).Pending);
        await client.RequeueRetriesAsync();
        await client.RunAsync("late");
        await client.AckAsync("ackedlate1");

        var info = await client.InfoAsync();
        Assert.Equal([3L, 1L, 1L], [info.Processed, info.Failures, info.Queue("success")]);
        Assert.Equal(0, (await client.StatusAsync(bid)).Pending);
    }

    [Fact]
    public async Task Lesson_01_An_ACK_after_a_FAIL_settles_nothing()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(JobText.Job("failsfirst", bid: bid));
        await client.CommitAsync(bid);
        await client.RunAndFailAsync();

        await client.AckAsync("failsfirst");

        var status = await client.StatusAsync(bid);
        Assert.Equal([1L, 1L], [status.Pending, status.Failed]);
        Assert.Equal(1, (await client.InfoAsync()).Retries);
    }

    [Fact]
    public async Task Lesson_02_A_job_that_ends_before_the_next_is_pushed_fires_nothing()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"), complete: JobText.Callback("complete"));

        await client.PushAsync(JobText.Job("firstofall", bid: bid));
        await client.RunAsync();
        Assert.Equal("complete -, success -", (await client.StatusAsync(bid)).Callbacks);
        await client.PushAsync(JobText.Job("lastofall1", bid: bid));
        await client.CommitAsync(bid);
        Assert.Equal("complete -, success -", (await client.StatusAsync(bid)).Callbacks);
        await client.RunAsync();

        Assert.Equal("complete 1, success -", (await client.StatusAsync(bid)).Callbacks);
    }

    [Fact]
    public async Task Lesson_03_When_the_last_ACK_and_the_commit_come_together_the_callback_fires_once()
    {
        const int batches = 300;
        await using var server = await ServerFixture.StartAsync();
        var producer = await server.ConnectAsync();
        var worker = await server.ConnectAsync();
        for (var n = 0; n < batches; n++)
        {
            var bid = await producer.NewBatchAsync(success: JobText.Callback("success"));
            await producer.PushAsync(JobText.Job($"raced{n:0000}", bid: bid));
            var job = await worker.FetchAsync();

            await Task.WhenAll(producer.CommitAsync(bid), worker.AckAsync(job.Jid()));

            Assert.Equal("complete -, success 1", (await producer.StatusAsync(bid)).Callbacks);
            Assert.Equal(bid, (await worker.RunAsync("success")).Custom("_bid"));
            Assert.Equal(0, (await worker.InfoAsync()).Live);
        }
    }

    [Fact]
    public async Task Lesson_04_A_parent_that_is_done_itself_waits_for_a_child_that_still_runs()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var parent = await client.NewBatchAsync(success: JobText.Callback("success"), complete: JobText.Callback("complete"));
        var child = await client.NewBatchAsync(parent: parent);
        await client.PushAsync(JobText.Job("childjob01", bid: child));
        await client.PushAsync(JobText.Job("parentjob1", queue: "quick", bid: parent));
        await client.CommitAsync(child);
        await client.CommitAsync(parent);
        var running = await client.FetchAsync();

        await client.RunAsync("quick");
        await client.CommitAsync(parent);

        Assert.Equal("complete -, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.AckAsync(running.Jid());
        Assert.Equal("complete 1, success -", (await client.StatusAsync(parent)).Callbacks);
    }

    [Fact]
    public async Task Lesson_06_Empty_batches_empty_children_and_an_empty_stage_in_a_chain_fire_once()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var chain = await client.NewBatchAsync(success: JobText.Callback("chain"));
        var stage = await client.NewBatchAsync(success: JobText.Callback("stage"), parent: chain);
        await client.CommitAsync(stage);
        await client.CommitAsync(chain);

        for (var next = 0; next < 3; next++)
        {
            var callback = await client.FetchAsync("stage");
            if (next < 2)
            {
                stage = await client.NewBatchAsync(success: JobText.Callback("stage"), parent: callback.Custom("_pbid"));
                var nothing = await client.NewBatchAsync(parent: stage);
                await client.CommitAsync(nothing);
                await client.CommitAsync(stage);
            }

            Assert.Equal(0, (await client.InfoAsync()).Queue("chain"));
            await client.AckAsync(callback.Jid());
        }

        Assert.Equal(chain, (await client.RunAsync("chain")).Custom("_bid"));
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Theory]
    [InlineData("uncommitted")]
    [InlineData("running")]
    [InlineData("completing")]
    [InlineData("finished")]
    public async Task Lesson_08_Anyone_may_open_a_batch_in_any_state_and_no_callback_fires_twice(string state)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(complete: JobText.Callback("complete"));
        await client.PushAsync(JobText.Job("firstmember", bid: bid));
        await MoveToAsync(client, bid, state);
        var outsider = await server.ConnectAsync();

        await outsider.OpenAsync(bid);
        await outsider.PushAsync(JobText.Job("addedlater", bid: bid));
        await outsider.CommitAsync(bid);

        var status = await client.StatusAsync(bid);
        Assert.Equal(2, status.Total);
        for (var left = status.Pending; left > 0; left--)
        {
            await client.RunAsync();
        }

        if (state != "finished")
        {
            await client.RunAsync("complete");
        }

        Assert.Equal("complete 2, success -", (await client.StatusAsync(bid)).Callbacks);
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Theory]
    [InlineData(0, "retries")]
    [InlineData(-1, "dead")]
    [InlineData(25, "retries")]
    public async Task Lesson_09_Members_that_vanish_die_or_are_deleted_let_complete_run_before_success(int retry, string discardFrom)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"), complete: JobText.Callback("complete"));
        await client.PushAsync(JobText.Job("membergood", queue: "good", bid: bid));
        await client.PushAsync(JobText.Job("memberbad1", bid: bid, retry: retry));
        await client.CommitAsync(bid);

        await client.RunAsync("good");
        await client.RunAndFailAsync();
        await client.OkAsync($$"""MUTATE {"cmd":"clear","target":"{{discardFrom}}"}""");

        Assert.Equal("complete 1, success -", (await client.StatusAsync(bid)).Callbacks);
        await client.RunAsync("complete");
        Assert.Equal("complete 2, success -", (await client.StatusAsync(bid)).Callbacks);
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Fact]
    public async Task Lesson_10_A_dead_job_that_is_revived_fires_success_once_also_after_a_restart()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(JobText.Job("memberdead", bid: bid, retry: -1));
        await client.CommitAsync(bid);
        await client.RunAndFailAsync();
        await server.RestartAsync();
        client = await server.ConnectAsync();
        Assert.Equal(1, (await client.InfoAsync()).Dead);

        await client.OkAsync("""MUTATE {"cmd":"requeue","target":"dead"}""");
        await client.RunAsync();
        await client.AckAsync("memberdead");
        await client.RunAsync("success");
        await server.RestartAsync();

        client = await server.ConnectAsync();
        Assert.Equal("complete -, success 2", (await client.StatusAsync(bid)).Callbacks);
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    private static async Task MoveToAsync(FwpClient client, string bid, string state)
    {
        if (state == "uncommitted")
        {
            return;
        }

        await client.CommitAsync(bid);
        if (state == "running")
        {
            return;
        }

        await client.RunAsync();
        if (state == "finished")
        {
            await client.RunAsync("complete");
        }
    }
}
