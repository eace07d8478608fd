using System.Text.Json;

namespace Faktory.Worker.Tests.Jobs;

public sealed class JobContextTests
{
    [Fact]
    public async Task A_callback_adds_the_next_stage_to_the_parent_and_commits_it_before_its_ack()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = (context, cancel) => context.AddStageAsync(new Batch("two"), cancel);

        worker.Server.Enqueue(Callback("job-0001", "b-one", parent: "b-root"));

        await Sees(worker, "ACK job-0001");
        Assert.Equal(["OPEN b-root", "STAGE b-root job-0001:1 two", "STATUS b-root", "COMMIT b-root", "ACK job-0001"], Story(worker));
    }

    [Fact]
    public async Task A_repeated_execution_gives_its_stages_the_same_keys()
    {
        await using var worker = await TestWorker.StartAsync();
        var runs = 0;
        worker.Probe.Script = async (context, cancel) =>
        {
            await context.AddStageAsync(new Batch("first"), cancel);
            await context.AddStageAsync(new Batch("second"), cancel);
            if (Interlocked.Increment(ref runs) == 1)
            {
                throw new InvalidOperationException("half-way");
            }
        };

        worker.Server.Enqueue(Callback("job-0001", "b-one", parent: "b-root"));
        await Sees(worker, "FAIL job-0001");
        worker.Server.Enqueue(Callback("job-0001", "b-one", parent: "b-root"));
        await Sees(worker, "ACK job-0001");

        var stages = Story(worker).Where(entry => entry.StartsWith("STAGE", StringComparison.Ordinal)).ToList();
        Assert.Equal(["STAGE b-root job-0001:1 first", "STAGE b-root job-0001:2 second"], stages.Distinct());
        Assert.Equal(4, stages.Count);
        Assert.Single(Story(worker), entry => entry == "COMMIT b-root");
    }

    [Fact]
    public async Task Nothing_is_committed_when_the_handler_throws()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = async (context, cancel) =>
        {
            await using var parent = await context.OpenParentBatchAsync(cancel);
            await parent.PushAsync(new Job("more", JsonElement.Parse("[]")), cancel);
            throw new InvalidOperationException("broken");
        };

        worker.Server.Enqueue(Callback("job-0001", "b-one", parent: "b-root"));

        await Sees(worker, "FAIL job-0001");
        Assert.DoesNotContain(Story(worker), entry => entry.StartsWith("COMMIT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stage_that_was_begun_and_not_committed_fails_the_job_by_name_and_commits_nothing()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = async (context, cancel) =>
        {
            await using var parent = await context.OpenParentBatchAsync(cancel);
            await using var stage = await parent.BeginStageAsync(new Batch("three"), cancel);
        };

        worker.Server.Enqueue(Callback("job-0001", "b-one", parent: "b-root"));

        await Sees(worker, "FAIL job-0001 Faktory.FaktoryException The handler returned, but a stage that it began was never committed: 'three' (b-three).");
        Assert.DoesNotContain(Story(worker), entry => entry.StartsWith("COMMIT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_begun_stage_that_is_committed_is_followed_by_the_commit_of_its_parent()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = async (context, cancel) =>
        {
            await using var parent = await context.OpenParentBatchAsync(cancel);
            await using var stage = await parent.BeginStageAsync(new Batch("three"), cancel);
            await stage.CommitAsync(cancel);
        };

        worker.Server.Enqueue(Callback("job-0001", "b-one", parent: "b-root"));

        await Sees(worker, "ACK job-0001");
        Assert.Equal(["OPEN b-root", "BEGIN b-root job-0001:1 three", "COMMIT b-three", "STATUS b-root", "COMMIT b-root", "ACK job-0001"], Story(worker));
    }

    [Fact]
    public async Task A_member_adds_stages_to_its_own_batch()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = (context, cancel) => context.AddStageAsync(new Batch("more"), cancel);

        worker.Server.Enqueue(Probe.Job("job-0001") with { Custom = JsonElement.Parse("""{"bid":"b-mine"}""") });

        await Sees(worker, "ACK job-0001");
        Assert.Equal(["OPEN b-mine", "STAGE b-mine job-0001:1 more", "STATUS b-mine", "COMMIT b-mine", "ACK job-0001"], Story(worker));
    }

    [Fact]
    public async Task A_batch_that_its_creator_still_fills_is_not_committed_by_a_member()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Batches.Known["b-mine"] = new BatchStatus("b-mine", null, "", BatchState.Open, 1, 1, 0, CallbackState.Pending, CallbackState.None, default) { IsCommitted = false };
        worker.Probe.Script = (context, cancel) => context.AddStageAsync(new Batch("more"), cancel);

        worker.Server.Enqueue(Probe.Job("job-0001") with { Custom = JsonElement.Parse("""{"bid":"b-mine"}""") });

        await Sees(worker, "ACK job-0001");
        Assert.Equal(["OPEN b-mine", "STAGE b-mine job-0001:1 more", "STATUS b-mine", "ACK job-0001"], Story(worker));
    }

    [Fact]
    public async Task A_member_reaches_its_batchs_parent_by_asking_once()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Batches.Known["b-mine"] = new BatchStatus("b-mine", "b-root", "", BatchState.Running, 1, 1, 0, CallbackState.None, CallbackState.None, default);
        worker.Probe.Script = (context, cancel) => context.OpenParentBatchAsync(cancel);

        worker.Server.Enqueue(Probe.Job("job-0001") with { Custom = JsonElement.Parse("""{"bid":"b-mine"}""") });

        await Sees(worker, "ACK job-0001");
        Assert.Equal(["STATUS b-mine", "OPEN b-root", "STATUS b-root", "COMMIT b-root", "ACK job-0001"], Story(worker));
    }

    [Fact]
    public async Task Opening_the_batch_that_called_back_is_refused_with_the_way_out()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = (context, cancel) => context.OpenBatchAsync(cancel);

        worker.Server.Enqueue(Callback("job-0001", "b-one", parent: "b-root"));

        await Sees(worker, "FAIL job-0001 Faktory.FaktoryException Job probe (job-0001) is a callback of batch b-one");
        Assert.Contains(Story(worker), entry => entry.Contains("OpenParentBatchAsync", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_callback_of_a_root_has_no_parent_to_go_on_in()
    {
        await using var worker = await TestWorker.StartAsync();
        worker.Probe.Script = (context, cancel) => context.AddStageAsync(new Batch("more"), cancel);

        worker.Server.Enqueue(Callback("job-0001", "b-root", parent: null));

        await Sees(worker, "FAIL job-0001 Faktory.FaktoryException Job probe (job-0001) is a callback of root batch b-root");
    }

    [Fact]
    public async Task It_tells_the_attempt_the_batch_and_the_callback()
    {
        await using var worker = await TestWorker.StartAsync();
        var failure = new JobFailure(1, DateTimeOffset.UnixEpoch);

        worker.Server.Enqueue(Callback("job-0001", "b-one", parent: "b-root") with { Failure = failure });
        var context = await worker.Probe.StartedAsync("job-0001");

        Assert.Equal(3, context.Attempt);
        Assert.Equal(failure, context.LastFailure);
        Assert.Null(context.BatchId);
        Assert.Equal(new JobCallback("b-one", CallbackKind.Success, "b-root"), context.Callback);
    }

    private static Job Callback(string id, string batch, string? parent) => Probe.Job(id) with
    {
        Custom = JsonElement.Parse(parent is null
            ? $$"""{"_bid":"{{batch}}","_cb":"success"}"""
            : $$"""{"_bid":"{{batch}}","_cb":"success","_pbid":"{{parent}}"}"""),
    };

    private static Task Sees(TestWorker worker, string part) =>
        worker.Server.SeesAsync(log => log.Any(entry => entry.Contains(part, StringComparison.Ordinal)));

    // What concerns batches and results, without the connections that carried it.
    private static List<string> Story(TestWorker worker) =>
        [.. worker.Server.Log
            .Where(entry => !entry.StartsWith('#') || entry.Contains("job-", StringComparison.Ordinal))
            .Select(entry => entry.StartsWith('#') ? entry[(entry.IndexOf(' ', StringComparison.Ordinal) + 1)..].Replace(" + FETCH default", "", StringComparison.Ordinal) : entry)];
}
