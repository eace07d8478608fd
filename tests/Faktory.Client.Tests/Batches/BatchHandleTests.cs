using System.Text.RegularExpressions;
using Faktory.Client.Tests.Scripted;
using Faktory.Protocol;

namespace Faktory.Client.Tests.Batches;

public sealed partial class BatchHandleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Job Named(string type) => Job.Create(type) with { Id = $"jid-of-{type}" };

    private static Batch Root(string? key = null) => new("root") { Key = key, Success = Named("S") };

    private static IEnumerable<string> Ids(ScriptedServer server) =>
        server.Commands.Where(command => command.StartsWith("PUSH", StringComparison.Ordinal)).SelectMany(command => JobIdOf().Matches(command).Select(match => match.Groups[1].Value));

    [GeneratedRegex("\"jid\":\"([^\"]+)\"")]
    private static partial Regex JobIdOf();

    [Fact]
    public async Task A_streamed_batch_is_created_filled_and_committed()
    {
        await using var fixture = new ClientFixture();

        await using (var batch = await fixture.Client.BeginBatchAsync(Root("k"), Cancel))
        {
            await batch.PushAsync(Named("A"), Cancel);
            await batch.PushManyAsync([Named("B")], Cancel);
            Assert.False(batch.IsCommitted);
            await batch.CommitAsync(Cancel);
            await batch.CommitAsync(Cancel);
            Assert.True(batch.IsCommitted);
        }

        Assert.Equal(
            [
                "BATCH NEW {\"description\":\"root\",\"key\":\"k\",\"success\":{\"jid\":\"jid-of-S\",\"jobtype\":\"S\",\"args\":[]}}",
                "BATCH STATUS b-1",
                "PUSH {\"jid\":\"jid-of-A\",\"jobtype\":\"A\",\"args\":[],\"custom\":{\"bid\":\"b-1\"}}",
                "PUSHB [{\"jid\":\"jid-of-B\",\"jobtype\":\"B\",\"args\":[],\"custom\":{\"bid\":\"b-1\"}}]",
                "BATCH COMMIT b-1",
            ],
            fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task Disposal_never_commits_and_says_what_was_left()
    {
        await using var fixture = new ClientFixture();

        await using (var batch = await fixture.Client.BeginBatchAsync(Root(), Cancel))
        {
            await batch.PushAsync(Named("A"), Cancel);
        }

        Assert.Empty(fixture.Server.CommandsBeside("BATCH NEW", "PUSH "));
        Assert.Contains("b-1 was let go with 1 jobs", Assert.Single(fixture.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_root_that_is_let_go_is_cancelled_where_the_server_can()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [FaktoryExtensions.BatchKey, FaktoryExtensions.BatchCancel];

        await (await fixture.Client.BeginBatchAsync(Root(), Cancel)).DisposeAsync();

        Assert.Equal("BATCH CANCEL b-1", fixture.Server.Commands.Last());
    }

    [Fact]
    public async Task A_batch_is_cancelled_by_its_id()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [FaktoryExtensions.BatchCancel];

        await fixture.Client.CancelBatchAsync("b-7", Cancel);

        Assert.Equal("BATCH CANCEL b-7", fixture.Server.Commands.Last());
    }

    [Fact]
    public async Task Cancelling_an_unknown_batch_is_an_error()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [FaktoryExtensions.BatchCancel];
        fixture.Server.On("BATCH CANCEL ", "-ERR no such batch b-9\r\n");

        var error = await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.CancelBatchAsync("b-9", Cancel));

        Assert.Contains("no such batch b-9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_cancel_is_an_error_that_says_so_and_is_not_asked()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [];

        var error = await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.CancelBatchAsync("b-7", Cancel));

        Assert.Contains("cannot cancel batch b-7", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BATCH CANCEL b-7", fixture.Server.Commands);
    }

    [Fact]
    public async Task Disposal_never_throws()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [FaktoryExtensions.BatchKey, FaktoryExtensions.BatchCancel];
        fixture.Server.On("BATCH CANCEL ", "-ERR no\r\n");

        var batch = await fixture.Client.BeginBatchAsync(Root(), Cancel);
        await batch.DisposeAsync();
        await batch.DisposeAsync();

        Assert.Equal(2, fixture.Log.Warnings.Count());
    }

    [Fact]
    public async Task Keyed_roots_stages_and_opened_batches_are_let_go_silently()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [FaktoryExtensions.BatchKey, FaktoryExtensions.BatchCancel];

        await using (var root = await fixture.Client.BeginBatchAsync(Root("k"), Cancel))
        await using (var opened = await fixture.Client.OpenBatchAsync("b-9", Cancel))
        await using (await opened.BeginStageAsync(new Batch("stage"), Cancel))
        {
            await root.PushAsync(Named("A"), Cancel);
        }

        Assert.Empty(fixture.Server.CommandsBeside("BATCH NEW", "BATCH OPEN", "BATCH STATUS", "PUSH "));
        Assert.Empty(fixture.Log.Warnings);
    }

    [Fact]
    public async Task An_unknown_batch_cannot_be_opened()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("BATCH OPEN ", "-ERR no such batch b-9\r\n");

        var error = await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.OpenBatchAsync("b-9", Cancel));

        Assert.Contains("no such batch b-9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_id_cannot_smuggle_in_a_command()
    {
        await using var fixture = new ClientFixture();

        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.OpenBatchAsync("b-9\r\nFLUSH", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.GetBatchStatusAsync("", Cancel));
    }

    [Fact]
    public async Task A_committed_or_disposed_handle_takes_nothing_more()
    {
        await using var fixture = new ClientFixture();
        var batch = await fixture.Client.BeginBatchAsync(Root(), Cancel);
        await batch.CommitAsync(Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => batch.PushAsync(Named("A"), Cancel).AsTask());
        await batch.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => batch.AddStageAsync(new Batch("stage"), Cancel));
    }

    [Fact]
    public async Task An_opened_batch_can_be_committed_after_its_disposal_by_whoever_knows_the_outcome()
    {
        await using var fixture = new ClientFixture();
        var batch = await fixture.Client.OpenBatchAsync("b-9", Cancel);
        await batch.DisposeAsync();

        await batch.CommitAsync(Cancel);

        Assert.Equal("BATCH COMMIT b-9", fixture.Server.Commands.Last());
    }

    [Fact]
    public async Task Stages_of_an_execution_get_keys_from_the_running_job_in_order()
    {
        await using var fixture = new ClientFixture();
        var scope = new BatchScope("running-1");
        await using var parent = await fixture.Batches.OpenBatchAsync("b-9", scope, Cancel);

        await parent.AddStageAsync(new Batch("one"), Cancel);
        await using var second = await parent.BeginStageAsync(new Batch("two"), Cancel);
        await second.AddStageAsync(new Batch("below two"), Cancel);
        await parent.AddStageAsync(new Batch("own key") { Key = "mine" }, Cancel);

        Assert.Equal(
            [
                "BATCH OPEN b-9",
                "BATCH SUBMIT {\"description\":\"one\",\"parent_bid\":\"b-9\",\"key\":\"running-1:1\"}",
                "BATCH NEW {\"description\":\"two\",\"parent_bid\":\"b-9\",\"key\":\"running-1:2\"}",
                "BATCH STATUS b-2",
                "BATCH SUBMIT {\"description\":\"below two\",\"parent_bid\":\"b-2\",\"key\":\"running-1:3\"}",
                "BATCH SUBMIT {\"description\":\"own key\",\"parent_bid\":\"b-9\",\"key\":\"mine\"}",
            ],
            fixture.Server.CommandsBeside());
        Assert.Same(parent, Assert.Single(scope.Opened));
        var begun = Assert.Single(scope.Begun);
        Assert.Same(second, begun.Stage);
        Assert.Equal("two", begun.Description);
    }

    [Fact]
    public async Task Ids_in_a_stage_come_out_the_same_in_another_order_and_an_explicit_id_wins()
    {
        var runs = new List<string[]>();
        foreach (var order in new[] { new[] { 1, 2, 2, 3 }, [3, 2, 1, 2] })
        {
            await using var fixture = new ClientFixture();
            await using var parent = await fixture.Batches.OpenBatchAsync("b-9", new BatchScope("running-1"), Cancel);
            await using var stage = await parent.BeginStageAsync(new Batch("stage"), Cancel);
            await stage.PushManyAsync(order.Select(number => Job.Create("T", number)), Cancel);
            await stage.PushAsync(Job.Create("T", 1) with { Id = "chosen-id" }, Cancel);
            runs.Add([.. Ids(fixture.Server).Order()]);
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(5, runs[0].Distinct().Count());
        Assert.Contains("chosen-id", runs[0]);
    }

    [Fact]
    public async Task A_job_pushed_into_a_stage_that_holds_an_equal_one_already_is_another_job()
    {
        await using var fixture = new ClientFixture();
        await using var root = await fixture.Client.BeginBatchAsync(Root("k"), Cancel);
        await using var stage = await root.BeginStageAsync(new Batch("stage") { Jobs = [Job.Create("T", 1)] }, Cancel);

        await stage.PushAsync(Job.Create("T", 1), Cancel);

        Assert.Equal(2, Ids(fixture.Server).Distinct().Count());
    }

    [Fact]
    public async Task Jobs_pushed_into_a_reopened_batch_get_the_same_ids_in_every_execution_of_one_job_only()
    {
        var runs = new List<string[]>();
        foreach (var runningJob in new[] { "running-1", "running-1", "running-2" })
        {
            await using var fixture = new ClientFixture();
            var scope = new BatchScope(runningJob);
            await using var first = await fixture.Batches.OpenBatchAsync("b-9", scope, Cancel);
            await using var again = await fixture.Batches.OpenBatchAsync("b-9", scope, Cancel);
            await first.PushAsync(Job.Create("T", 1), Cancel);
            await again.PushAsync(Job.Create("T", 1), Cancel);
            runs.Add([.. Ids(fixture.Server)]);
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(4, runs.SelectMany(run => run).Distinct().Count());
    }

    [Fact]
    public async Task Pushes_into_a_stage_that_is_committed_already_are_skipped()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("BATCH STATUS ", ScriptedServer.Status("b-1", isCommitted: true));
        await using var parent = await fixture.Batches.OpenBatchAsync("b-9", new BatchScope("running-1"), Cancel);

        await using var stage = await parent.BeginStageAsync(new Batch("stage"), Cancel);
        Assert.True(stage.IsCommitted);
        await stage.PushAsync(Named("A"), Cancel);
        await stage.PushManyAsync([Named("B")], Cancel);
        await stage.CommitAsync(Cancel);

        Assert.Empty(fixture.Server.CommandsBeside("BATCH OPEN", "BATCH NEW", "BATCH STATUS"));
    }

    [Fact]
    public async Task Stages_of_a_keyed_root_have_keys_as_well()
    {
        await using var fixture = new ClientFixture();
        await using var root = await fixture.Client.BeginBatchAsync(Root("k"), Cancel);

        await root.AddStageAsync(new Batch("one"), Cancel);
        await root.AddStageAsync(new Batch("two"), Cancel);

        Assert.Equal(
            ["BATCH SUBMIT {\"description\":\"one\",\"parent_bid\":\"b-1\",\"key\":\"#0\"}", "BATCH SUBMIT {\"description\":\"two\",\"parent_bid\":\"b-1\",\"key\":\"#1\"}"],
            fixture.Server.CommandsBeside("BATCH NEW", "BATCH STATUS"));
    }

    [Fact]
    public async Task A_server_without_keys_builds_stages_and_the_danger_is_warned_of_once()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [];
        await using var parent = await fixture.Batches.OpenBatchAsync("b-9", new BatchScope("running-1"), Cancel);

        await parent.AddStageAsync(new Batch("one") { Success = Named("S") }, Cancel);
        await parent.AddStageAsync(new Batch("two") { Success = Named("S") }, Cancel);

        Assert.DoesNotContain(fixture.Server.Commands, command => command.Contains("\"key\"", StringComparison.Ordinal));
        Assert.Contains("twice", Assert.Single(fixture.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_and_tree_of_an_unknown_batch_are_null()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("BATCH STATUS ", "-ERR No such batch b-9\r\n").On("BATCH TREE ", "-ERR no such batch b-9\r\n");

        Assert.Null(await fixture.Client.GetBatchStatusAsync("b-9", Cancel));
        Assert.Null(await fixture.Client.GetBatchTreeAsync("b-9", Cancel));
    }

    [Fact]
    public async Task A_tree_is_read_page_by_page()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On(
            "BATCH TREE ",
            ScriptedServer.Bulk("{\"batches\":[{\"bid\":\"b-1\"},{\"bid\":\"b-2\",\"parent_bid\":\"b-1\"}],\"next\":\"b-2\"}"),
            ScriptedServer.Bulk("{\"batches\":[{\"bid\":\"b-3\",\"parent_bid\":\"b-1\"}]}"));

        var tree = await fixture.Client.GetBatchTreeAsync("b-1", Cancel);

        Assert.Equal(["b-2", "b-3"], tree!.Children.Select(child => child.Status.Id));
        Assert.Equal(
            ["BATCH TREE {\"bid\":\"b-1\",\"limit\":1000}", "BATCH TREE {\"bid\":\"b-1\",\"after\":\"b-2\",\"limit\":1000}"],
            fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task A_retry_tells_what_it_set_going()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [Protocol.FaktoryExtensions.BatchRetry];
        fixture.Server.On("BATCH RETRY ", ScriptedServer.Bulk("""{"retried":3,"callbacks":1,"gone_total":2,"gone":["job-00001","job-00002"]}"""));

        var retry = await fixture.Client.RetryBatchAsync("b-1", Cancel);

        Assert.Equal((3, 1, 2), (retry.Jobs, retry.Callbacks, retry.Gone));
        Assert.Equal(["job-00001", "job-00002"], retry.GoneJobIds);
        Assert.Equal(["BATCH RETRY b-1"], fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task A_retry_that_is_refused_or_not_known_is_an_error_that_says_so()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [];
        var unknown = await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.RetryBatchAsync("b-1", Cancel));
        await using var able = new ClientFixture();
        able.Server.Extensions = [Protocol.FaktoryExtensions.BatchRetry];
        able.Server.On("BATCH RETRY ", "-ERR no such batch b-1\r\n");
        var refused = await Assert.ThrowsAsync<FaktoryException>(() => able.Client.RetryBatchAsync("b-1", Cancel));

        Assert.Contains("BATCH RETRY", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("no such batch b-1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_has_no_trees_is_an_error_that_says_so()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [];

        var error = await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.GetBatchTreeAsync("b-1", Cancel));

        Assert.Contains("BATCH TREE", error.Message, StringComparison.Ordinal);
    }
}
