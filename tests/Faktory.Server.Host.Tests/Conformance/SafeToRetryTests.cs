using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>What this server adds, so that a client may repeat whatever was not answered: each rule with and without a restart in between.</summary>
public sealed class SafeToRetryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_push_repeated_while_its_job_waits_changes_nothing(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        var job = JobText.Job("repeated01", extra: ",\"resend\":true");

        await client.PushAsync(job);
        await client.PushAsync(job);

        Assert.Equal(1, (await client.InfoAsync()).Live);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_push_resent_while_its_job_runs_or_after_it_ended_changes_nothing(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        var job = JobText.Job("repeated01", extra: ",\"resend\":true");
        await client.PushAsync(job);
        await client.FetchAsync();

        await client.PushAsync(job);
        Assert.Equal(1, (await client.InfoAsync()).Live);
        await client.AckAsync("repeated01");
        await client.PushAsync(job);

        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_may_push_itself_again_while_it_runs(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("selfpushed"));
        await client.FetchAsync();

        await client.PushAsync(JobText.Job("selfpushed"));
        await client.AckAsync("selfpushed");

        var info = await client.InfoAsync();
        Assert.Equal([1L, 1L], [info.Live, info.Processed]);
        await client.RunAsync();
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_member_is_counted_once_whatever_became_of_it(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        var job = JobText.Job("repeated01", bid: bid);

        await client.PushAsync(job);
        await client.PushAsync(job);
        await client.FetchAsync();
        await client.PushAsync(job);
        await client.FailAsync("repeated01");
        await client.PushAsync(job);
        await client.RequeueRetriesAsync();
        await client.RunAsync();
        await client.PushAsync(job);

        var status = await client.StatusAsync(bid);
        Assert.Equal([1L, 0L, 0L], [status.Total, status.Pending, status.Failed]);
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_member_that_was_deleted_comes_back_with_its_push_and_is_not_counted_again(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(JobText.Job("deleted001", bid: bid));
        await client.CommitAsync(bid);
        await client.RunAndFailAsync();
        await client.OkAsync("""MUTATE {"cmd":"discard","target":"retries"}""");

        await client.PushAsync(JobText.Job("deleted001", bid: bid));
        await client.RunAsync();

        var status = await client.StatusAsync(bid);
        Assert.Equal([1L, 0L], [status.Total, status.Pending]);
        Assert.Equal("complete -, success 1", status.Callbacks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_waits_outside_a_batch_cannot_join_one(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(success: JobText.Callback("success"));
        await client.PushAsync(JobText.Job("waiting001"));

        Assert.Equal("jid waiting001 is in use", await client.ErrorAsync("PUSH " + JobText.Job("waiting001", bid: bid)));
        Assert.Equal(0, (await client.StatusAsync(bid)).Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dead_job_that_is_pushed_again_leaves_the_dead_set(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("deadjob001", retry: -1));
        await client.RunAndFailAsync();

        await client.PushAsync(JobText.Job("deadjob001"));

        var info = await client.InfoAsync();
        Assert.Equal([0L, 1L], [info.Dead, info.Queue("default")]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_key_names_the_same_batch_under_the_same_parent(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        var root = await client.NewBatchAsync(success: JobText.Callback("success"), key: "nightly");
        var other = await client.NewBatchAsync(success: JobText.Callback("success"), key: "weekly");
        var child = await client.NewBatchAsync(parent: root, key: "nightly");
        await client.CommitAsync(child);

        Assert.Equal(root, await client.NewBatchAsync(success: JobText.Callback("success"), key: "nightly"));
        Assert.Equal(child, await client.NewBatchAsync(parent: root, key: "nightly"));
        Assert.Equal(3, new[] { root, other, child }.Distinct().Count());
        Assert.NotEqual(child, await client.NewBatchAsync(parent: other, key: "nightly"));
        Assert.True((await client.StatusAsync(child)).Json.GetProperty("committed").GetBoolean());
        Assert.False((await client.StatusAsync(root)).Json.GetProperty("committed").GetBoolean());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_is_handed_back_is_first_in_its_queue_and_nothing_is_counted(bool restarts)
    {
        await using var server = await ServerFixture.StartAsync(restarts: restarts);
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(complete: JobText.Callback("complete"));
        await client.PushManyAsync([JobText.Job("handedback", bid: bid), JobText.Job("nextinline")]);
        await client.CommitAsync(bid);
        await client.FetchAsync();

        await client.OkAsync("""REQUEUE {"jid":"handedback"}""");

        var info = await client.InfoAsync();
        Assert.Equal([0L, 0L, 2L], [info.Processed, info.Failures, info.Queue("default")]);
        Assert.Equal("complete -, success -", (await client.StatusAsync(bid)).Callbacks);
        var job = await client.FetchAsync();
        Assert.Equal("handedback", job.Jid());
        Assert.False(job.TryGetProperty("failure", out _));
    }

    [Fact]
    public async Task A_worker_that_vanishes_gives_its_jobs_back_and_the_third_time_it_is_a_failure()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("killsworker"));
        for (var time = 1; time <= 3; time++)
        {
            await using var worker = await server.DialAsync();
            await worker.HelloAsync($"worker-{time}", extra: ",\"release\":true");
            await worker.FetchAsync();
            await worker.DisposeAsync();
            await Eventually.InfoAsync(client, now => now.Server.GetProperty("connections").GetInt32() == 1, "the connection to end");
            await Eventually.GetAsync(
                () =>
                {
                    server.Time.Advance(TimeSpan.FromSeconds(1));
                    return client.InfoAsync();
                },
                now => now.Working == 0,
                "the job to be given back");
        }

        var info = await client.InfoAsync();
        Assert.Equal([0L, 1L, 1L], [info.Queue("default"), info.Retries, info.Failures]);
        await client.RequeueRetriesAsync();
        Assert.Equal("WorkerLost", (await client.FetchAsync()).GetProperty("failure").GetProperty("errtype").GetString());
    }
}
