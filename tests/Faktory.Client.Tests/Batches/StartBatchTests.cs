using Faktory.Client.Tests.Scripted;
using Faktory.Protocol;

namespace Faktory.Client.Tests.Batches;

public sealed class StartBatchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Job Named(string type) => Job.Create(type) with { Id = $"jid-of-{type}" };

    private static Batch Tree(string? key = null) => new("root")
    {
        Key = key,
        Success = Named("S"),
        Jobs = [Named("A")],
        Children = [new Batch("child 1") { Jobs = [Named("B"), Named("C")], Complete = Named("D") }, new Batch("child 2") { Success = Named("E") }],
    };

    [Fact]
    public async Task A_small_tree_is_one_command()
    {
        await using var fixture = new ClientFixture();

        var bid = await fixture.Client.StartBatchAsync(Tree("k"), Cancel);

        Assert.Equal("b-1", bid);
        Assert.Equal(
            "BATCH SUBMIT {\"description\":\"root\",\"key\":\"k\",\"success\":{\"jid\":\"jid-of-S\",\"jobtype\":\"S\",\"args\":[]},"
            + "\"jobs\":[{\"jid\":\"jid-of-A\",\"jobtype\":\"A\",\"args\":[]}],"
            + "\"children\":[{\"description\":\"child 1\",\"complete\":{\"jid\":\"jid-of-D\",\"jobtype\":\"D\",\"args\":[]},"
            + "\"jobs\":[{\"jid\":\"jid-of-B\",\"jobtype\":\"B\",\"args\":[]},{\"jid\":\"jid-of-C\",\"jobtype\":\"C\",\"args\":[]}]},"
            + "{\"description\":\"child 2\",\"success\":{\"jid\":\"jid-of-E\",\"jobtype\":\"E\",\"args\":[]}}]}",
            Assert.Single(fixture.Server.CommandsBeside()));
    }

    [Fact]
    public async Task A_lost_reply_cannot_start_a_batch_twice()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("BATCH SUBMIT ", ScriptedServer.HangUp, ScriptedServer.Bulk("b-1"));

        await fixture.Client.StartBatchAsync(Tree(), Cancel);

        var commands = fixture.Server.CommandsBeside();
        Assert.Equal(2, commands.Length);
        Assert.Equal(commands[0], commands[1]);
        Assert.Contains("\"key\":\"", commands[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_extension_batches_are_created_and_filled_from_the_root_and_committed_from_the_leaves()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [];

        var bid = await fixture.Client.StartBatchAsync(Tree(), Cancel);

        Assert.Equal("b-1", bid);
        Assert.Equal(
            [
                "BATCH NEW {\"description\":\"root\",\"success\":{\"jid\":\"jid-of-S\",\"jobtype\":\"S\",\"args\":[]}}",
                "PUSHB [{\"jid\":\"jid-of-A\",\"jobtype\":\"A\",\"args\":[],\"custom\":{\"bid\":\"b-1\"}}]",
                "BATCH NEW {\"description\":\"child 1\",\"parent_bid\":\"b-1\",\"complete\":{\"jid\":\"jid-of-D\",\"jobtype\":\"D\",\"args\":[]}}",
                "PUSHB [{\"jid\":\"jid-of-B\",\"jobtype\":\"B\",\"args\":[],\"custom\":{\"bid\":\"b-2\"}},{\"jid\":\"jid-of-C\",\"jobtype\":\"C\",\"args\":[],\"custom\":{\"bid\":\"b-2\"}}]",
                "BATCH COMMIT b-2",
                "BATCH NEW {\"description\":\"child 2\",\"parent_bid\":\"b-1\",\"success\":{\"jid\":\"jid-of-E\",\"jobtype\":\"E\",\"args\":[]}}",
                "BATCH COMMIT b-3",
                "BATCH COMMIT b-1",
            ],
            fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task More_jobs_than_one_command_may_hold_are_streamed_into_a_keyed_root_each_once()
    {
        await using var fixture = new ClientFixture();

        await fixture.Client.StartBatchAsync(new Batch("root") { Success = Named("S"), Jobs = Enumerable.Range(0, 6000).Select(number => Job.Create("T", number)) }, Cancel);

        var commands = fixture.Server.CommandsBeside();
        Assert.StartsWith("BATCH NEW {\"description\":\"root\",\"key\":\"", commands[0], StringComparison.Ordinal);
        Assert.Equal("BATCH COMMIT b-1", commands[^1]);
        var pushed = commands.Where(command => command.StartsWith("PUSHB ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(6000, pushed.Sum(command => command.Split("\"args\":[").Length - 1));
        Assert.Equal(6, pushed.Length);
        Assert.Contains("\"args\":[0]", pushed[0], StringComparison.Ordinal);
        Assert.Contains("\"args\":[5999]", pushed[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_one_command_may_hold_are_streamed()
    {
        await using var fixture = new ClientFixture();
        var text = new string('x', 900_000);

        await fixture.Client.StartBatchAsync(new Batch("root") { Success = Named("S"), Jobs = Enumerable.Range(0, 5).Select(number => Job.Create("T", number, text)) }, Cancel);

        Assert.Empty(fixture.Server.CommandsBeside("BATCH NEW", "PUSHB", "BATCH COMMIT"));
        Assert.Equal(5, fixture.Server.Commands.Count(command => command.StartsWith("PUSHB ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_tree_deeper_than_a_server_reads_is_streamed_with_its_leaf_committed_first()
    {
        await using var fixture = new ClientFixture();
        var tree = new Batch("leaf") { Jobs = [Named("A")] };
        for (var level = 0; level < 100; level++)
        {
            tree = new Batch($"level {level}") { Success = Named("S"), Children = [tree] };
        }

        await fixture.Client.StartBatchAsync(tree, Cancel);

        var commits = fixture.Server.Commands.Where(command => command.StartsWith("BATCH COMMIT ", StringComparison.Ordinal)).ToArray();
        Assert.Equal((101, "BATCH COMMIT b-101", "BATCH COMMIT b-1"), (commits.Length, commits[0], commits[^1]));
        Assert.Empty(fixture.Server.CommandsBeside("BATCH NEW", "PUSHB", "BATCH COMMIT"));
    }

    [Fact]
    public async Task The_jobs_of_a_batch_are_read_once_however_it_is_sent()
    {
        foreach (string[] extensions in new string[][] { [FaktoryExtensions.BatchKey, FaktoryExtensions.BatchSubmit], [FaktoryExtensions.BatchKey], [] })
        {
            await using var fixture = new ClientFixture();
            fixture.Server.Extensions = extensions;
            var reads = 0;

            await fixture.Client.StartBatchAsync(new Batch("root") { Success = Named("S"), Jobs = Once() }, Cancel);

            Assert.Equal(1, reads);

            IEnumerable<Job> Once()
            {
                reads++;
                yield return Named("A");
            }
        }
    }

    [Fact]
    public async Task A_keyed_batch_that_an_earlier_run_left_half_built_is_completed_piece_by_piece_with_the_same_ids()
    {
        var ids = new List<string>();
        foreach (var isHalfBuilt in new[] { false, true })
        {
            await using var fixture = new ClientFixture();
            if (isHalfBuilt)
            {
                fixture.Server.On("BATCH SUBMIT ", "-ERR batch b-1 with key k is still open: COMMIT it, or submit under another key\r\n");
            }
            else
            {
                fixture.Server.Extensions = [FaktoryExtensions.BatchKey];
            }

            await fixture.Client.StartBatchAsync(new Batch("root") { Key = "k", Success = Named("S"), Jobs = [Job.Create("A", 1), Job.Create("A", 1)] }, Cancel);

            ids.Add(fixture.Server.CommandsBeside().Single(command => command.StartsWith("PUSHB ", StringComparison.Ordinal)));
            Assert.Equal("BATCH COMMIT b-1", fixture.Server.Commands.Last());
        }

        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public async Task A_keyed_batch_that_is_committed_already_is_left_alone()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [FaktoryExtensions.BatchKey];
        fixture.Server.On("BATCH STATUS ", ScriptedServer.Status("b-1", isCommitted: true));

        var bid = await fixture.Client.StartBatchAsync(Tree("k"), Cancel);

        Assert.Equal("b-1", bid);
        Assert.Empty(fixture.Server.CommandsBeside("BATCH NEW", "BATCH STATUS"));
    }

    [Fact]
    public async Task A_root_without_a_callback_and_one_without_a_description_are_refused_unasked()
    {
        await using var fixture = new ClientFixture();

        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.StartBatchAsync(new Batch("root"), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.StartBatchAsync(new Batch("") { Success = Named("S") }, Cancel));

        Assert.Empty(fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task A_callback_cannot_be_delayed()
    {
        await using var fixture = new ClientFixture();

        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            fixture.Client.StartBatchAsync(new Batch("root") { Success = Named("S") with { Delay = TimeSpan.FromHours(1) } }, Cancel));

        Assert.Contains("callback", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elsewhere_a_stage_without_a_callback_gets_advice()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [];

        var error = await Assert.ThrowsAsync<FaktoryException>(() =>
            fixture.Client.StartBatchAsync(new Batch("root") { Success = Named("S"), Children = [new Batch("last")] }, Cancel));

        Assert.Contains("give it Success, or push these jobs to the parent", error.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task A_server_without_batches_is_named_as_such()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [];
        fixture.Server.On("BATCH NEW ", "-ERR batch subsystem is only available in Faktory Enterprise\r\n");

        var error = await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.StartBatchAsync(new Batch("root") { Success = Named("S") }, Cancel));

        Assert.StartsWith("This server has no batches", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_is_discarded_on_failure_is_warned_of_once()
    {
        await using var fixture = new ClientFixture();

        await fixture.Client.StartBatchAsync(new Batch("root") { Success = Named("S"), Jobs = [Named("A") with { Retry = 0 }, Named("B") with { Retry = 0 }] }, Cancel);

        Assert.Contains("Retry 0", Assert.Single(fixture.Log.Warnings), StringComparison.Ordinal);
    }
}
