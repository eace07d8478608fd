using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-077 to C-082 and C-088: batches in batches.</summary>
public class NestedBatchTests
{
    /// <summary>Whether the server is restarted before every command.</summary>
    protected virtual bool Restarts => false;

    [Fact]
    public async Task C_077_A_parent_counts_its_own_jobs_and_a_child_names_its_parent()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();

        var (parent, child) = await NewFamilyAsync(client);

        var parentStatus = await client.StatusAsync(parent);
        Assert.Equal([1L, 1L], [parentStatus.Total, parentStatus.Pending]);
        Assert.Null(parentStatus.Parent);
        var childStatus = await client.StatusAsync(child);
        Assert.Equal([1L, 1L], [childStatus.Total, childStatus.Pending]);
        Assert.Equal(parent, childStatus.Parent);
    }

    [Fact]
    public async Task C_078_The_success_of_a_parent_waits_for_the_ACK_of_the_success_of_its_child()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var (parent, child) = await NewFamilyAsync(client);

        await client.RunAsync("parent-jobs");
        await client.RunAsync("child-jobs");

        Assert.Equal("complete -, success 1", (await client.StatusAsync(child)).Callbacks);
        Assert.Equal("complete -, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.RunAsync("child");
        Assert.Equal("complete -, success 1", (await client.StatusAsync(parent)).Callbacks);
        await client.RunAsync("parent");
        Assert.Equal("complete -, success 2", (await client.StatusAsync(parent)).Callbacks);
    }

    [Fact]
    public async Task C_079_A_failed_grandchild_holds_every_success_above_it_and_the_root_is_last()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var root = await client.NewBatchAsync(success: JobText.Callback("root"));
        var child = await client.NewBatchAsync(success: JobText.Callback("child"), parent: root);
        var grandchild = await client.NewBatchAsync(success: JobText.Callback("grandchild"), parent: child);
        await client.PushAsync(JobText.Job("jobofroot1", queue: "good", bid: root));
        await client.PushAsync(JobText.Job("jobofchild", queue: "good", bid: child));
        await client.PushAsync(JobText.Job("jobofgrand", queue: "bad", bid: grandchild));
        foreach (var bid in (string[])[root, child, grandchild])
        {
            await client.CommitAsync(bid);
        }

        await client.RunAsync("good");
        await client.RunAsync("good");
        await client.RunAndFailAsync("bad");

        await AssertEnqueuedAsync(client, root: 0, child: 0, grandchild: 0);
        await client.RequeueRetriesAsync();
        await client.RunAsync("bad");
        await AssertEnqueuedAsync(client, root: 0, child: 0, grandchild: 1);
        await client.RunAsync("grandchild");
        await AssertEnqueuedAsync(client, root: 0, child: 1, grandchild: 0);
        await client.RunAsync("child");
        await AssertEnqueuedAsync(client, root: 1, child: 0, grandchild: 0);
    }

    [Fact]
    public async Task C_080_A_failed_success_callback_of_a_child_holds_the_parent_until_its_retry_is_acknowledged()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var (parent, _) = await NewFamilyAsync(client);
        await client.RunAsync("parent-jobs");
        await client.RunAsync("child-jobs");

        await client.RunAndFailAsync("child");

        Assert.Equal("complete -, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.RequeueRetriesAsync();
        await client.RunAsync("child");
        Assert.Equal("complete -, success 1", (await client.StatusAsync(parent)).Callbacks);
    }

    [Fact]
    public async Task C_081_The_complete_of_a_parent_waits_for_the_complete_of_a_failing_child_but_its_success_for_the_retry()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var parent = await client.NewBatchAsync(success: JobText.Callback("parent-success"), complete: JobText.Callback("parent-complete"));
        var child = await client.NewBatchAsync(success: JobText.Callback("child-success"), complete: JobText.Callback("child-complete"), parent: parent);
        await client.PushAsync(JobText.Job("childjob01", bid: child));
        await client.CommitAsync(child);
        await client.CommitAsync(parent);

        await client.RunAndFailAsync();

        Assert.Equal("complete 1, success -", (await client.StatusAsync(child)).Callbacks);
        Assert.Equal("complete -, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.RunAsync("child-complete");
        Assert.Equal("complete 1, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.RunAsync("parent-complete");
        Assert.Equal("complete 2, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.RequeueRetriesAsync();
        await client.RunAsync();
        Assert.Equal("complete 2, success 1", (await client.StatusAsync(child)).Callbacks);
        Assert.Equal("complete 2, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.RunAsync("child-success");
        Assert.Equal("complete 2, success 1", (await client.StatusAsync(parent)).Callbacks);
    }

    [Fact]
    public async Task C_082_The_complete_of_a_parent_waits_for_the_ACK_of_a_success_of_its_child_that_is_due()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var parent = await client.NewBatchAsync(complete: JobText.Callback("parent"));
        var child = await client.NewBatchAsync(success: JobText.Callback("child"), parent: parent);
        await client.PushAsync(JobText.Job("parentjob1", bid: parent));
        await client.PushAsync(JobText.Job("childjob01", bid: child));
        await client.CommitAsync(child);
        await client.CommitAsync(parent);

        await client.RunAsync();
        await client.RunAsync();

        Assert.Equal("complete -, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.RunAsync("child");
        Assert.Equal("complete 1, success -", (await client.StatusAsync(parent)).Callbacks);
    }

    [Fact]
    public async Task C_088_A_callback_that_adds_the_next_stage_holds_the_parent_until_that_stage_has_succeeded()
    {
        await using var server = await ServerFixture.StartAsync(restarts: Restarts);
        var client = await server.ConnectAsync();
        var parent = await client.NewBatchAsync(success: JobText.Callback("parent"));
        var first = await client.NewBatchAsync(success: JobText.Callback("first"), parent: parent);
        await client.PushAsync(JobText.Job("stageone01", bid: first));
        await client.CommitAsync(first);
        await client.CommitAsync(parent);
        await client.RunAsync();

        var callback = await client.FetchAsync("first");
        await client.OpenAsync(callback.Custom("_pbid")!);
        var second = await client.NewBatchAsync(success: JobText.Callback("second"), parent: callback.Custom("_pbid"));
        await client.PushAsync(JobText.Job("stagetwo01", bid: second));
        await client.CommitAsync(second);
        await client.CommitAsync(parent);
        await client.AckAsync(callback.Jid());

        Assert.Equal("complete -, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.RunAsync();
        Assert.Equal("complete -, success -", (await client.StatusAsync(parent)).Callbacks);
        await client.RunAsync("second");
        Assert.Equal("complete -, success 1", (await client.StatusAsync(parent)).Callbacks);
    }

    /// <summary>A committed parent and a committed child, each with a success callback and one job.</summary>
    private static async Task<(string Parent, string Child)> NewFamilyAsync(FwpClient client)
    {
        var parent = await client.NewBatchAsync(success: JobText.Callback("parent"));
        await client.PushAsync(JobText.Job("parentjob1", queue: "parent-jobs", bid: parent));
        var child = await client.NewBatchAsync(success: JobText.Callback("child"), parent: parent);
        await client.PushAsync(JobText.Job("childjob01", queue: "child-jobs", bid: child));
        await client.CommitAsync(child);
        await client.CommitAsync(parent);
        return (parent, child);
    }

    private static async Task AssertEnqueuedAsync(FwpClient client, int root, int child, int grandchild)
    {
        var info = await client.InfoAsync();
        Assert.Equal([root, child, grandchild], [info.Queue("root"), info.Queue("child"), info.Queue("grandchild")]);
    }
}
