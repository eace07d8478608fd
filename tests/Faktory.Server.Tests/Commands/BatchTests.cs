using Faktory.Server.Engine;
using static Faktory.Server.Tests.Commands.Parsing;

namespace Faktory.Server.Tests.Commands;

public sealed class BatchTests
{
    [Fact]
    public void NEW_reads_the_batch_and_its_callbacks()
    {
        var batch = Command<BatchNewCommand>(
            """BATCH NEW {"bid":"","description":"d","key":"k","parent_bid":"","success":{"jid":"s","jobtype":"S","queue":"q","retry":3,"reserve_for":90,"custom":{"a":1,"_bid":"x","_cb":"y","_pbid":"z","bid":"b-2"}},"complete":{"jobtype":"C","args":[1]},"cancelled":{"jobtype":"X"},"jobs":[7]}""").Batch;

        Assert.Equal("d", batch.Description);
        Assert.Equal("k", batch.Key);
        Assert.Null(batch.ParentId);
        Assert.Empty(batch.Jobs);
        Assert.Equal("s", batch.Success!.JobId);
        var fields = PayloadFields.Read(PayloadEditor.Callback(batch.Success, "s", "b-1", "success", null));
        Assert.Equal("q", fields.Queue);
        Assert.Equal(3, fields.Retry);
        Assert.Equal(90, fields.ReserveFor);
        Assert.Equal("b-2", fields.BatchId);
        Assert.Equal("""{"a":1,"bid":"b-2"}""", Json(batch.Success.Custom!));
        Assert.Equal("""{"queue":"q","jobtype":"S","args":[],"retry":3,"reserve_for":90,"created_at":"2026-01-02T03:04:05Z"}""", Json(batch.Success.Payload));
        Assert.Null(batch.Complete!.JobId);
        Assert.Null(batch.Complete.Custom);
        Assert.Equal(25, PayloadFields.Read(PayloadEditor.Callback(batch.Complete, "c", "b-1", "complete", null)).Retry);
        Assert.NotNull(batch.Cancelled);
    }

    [Fact]
    public void A_very_long_description_is_cut_between_characters()
    {
        var batch = Command<BatchNewCommand>($$$"""BATCH NEW {"description":"{{{new string('x', 999)}}}😀","success":{"jobtype":"S"}}""").Batch;

        Assert.Equal(new string('x', 999), batch.Description);
    }

    [Fact]
    public void Custom_of_a_callback_stays_verbatim_where_nothing_is_taken_out()
    {
        var batch = Command<BatchNewCommand>("""BATCH new {"success":{"jobtype":"S","custom":{ "a" : 9007199254740993 }}}""").Batch;

        Assert.Equal("""{ "a" : 9007199254740993 }""", Json(batch.Success!.Custom!));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"description":"d","key":"k","cancelled":{"jobtype":"X"}}""")]
    [InlineData("""{"parent_bid":null}""")]
    public void A_root_needs_a_callback(string argument)
    {
        Assert.Equal("ERR a batch needs a success or a complete callback", Error("BATCH NEW " + argument));
    }

    [Fact]
    public void A_child_needs_no_callback()
    {
        Assert.Equal("b-1", Command<BatchNewCommand>("""BATCH NEW {"parent_bid":"b-1"}""").Batch.ParentId);
    }

    [Theory]
    [InlineData("""{"success":{"args":[]}}""", "ERR success callback: jobs must have a jobtype parameter")]
    [InlineData("""{"complete":{"jobtype":"C","queue":"a b"}}""", """ERR complete callback: cannot get "a b" queue: queue names must match \A[a-zA-Z0-9._-]+\z""")]
    [InlineData("""{"success":{"jobtype":"C","reserve_for":86401}}""", "ERR success callback: jobs cannot be reserved for more than one day")]
    public void Callbacks_obey_the_rules_of_PUSH(string argument, string expected)
    {
        Assert.Equal(expected, Error("BATCH NEW " + argument));
    }

    [Theory]
    [InlineData("BATCH NEW {x")]
    [InlineData("BATCH NEW []")]
    [InlineData("BATCH NEW {\"success\":7}")]
    [InlineData("BATCH NEW {\"key\":7}")]
    [InlineData("BATCH NEW {\"success\":{\"jobtype\":\"S\"}} x")]
    [InlineData("BATCH SUBMIT {\"jobs\":{}}")]
    [InlineData("BATCH SUBMIT {\"jobs\":[1]}")]
    [InlineData("BATCH SUBMIT {\"children\":[1]}")]
    [InlineData("BATCH TREE {\"bid\":7}")]
    public void What_is_no_batch_is_invalid_JSON(string line)
    {
        Assert.StartsWith("ERR invalid JSON: ", Error(line), StringComparison.Ordinal);
    }

    [Fact]
    public void Subcommands_match_in_any_case_and_unknown_ones_are_named()
    {
        Assert.Equal("b-1", Command<BatchOpenCommand>("BATCH open b-1").Bid);
        Assert.Equal("b-1", Command<BatchCommitCommand>("BATCH Commit b-1 ").Bid);
        Assert.Equal("b-1", Command<BatchStatusCommand>("BATCH STATUS b-1").Bid);
        Assert.Equal("b-1", Command<BatchCancelCommand>("BATCH cancel b-1").Bid);
        Assert.Equal("ERR BATCH CANCEL needs a batch id", Error("BATCH CANCEL"));
        Assert.Equal("ERR no such BATCH subcommand: CHILD", Error("BATCH child b-1 b-2"));
    }

    [Fact]
    public void SUBMIT_reads_a_tree_whose_jobs_name_no_batch()
    {
        var root = Command<BatchSubmitCommand>(
            """BATCH SUBMIT {"key":"k","success":{"jobtype":"S"},"jobs":[{"jid":"job00001","jobtype":"T","args":[],"custom":{"bid":"b-9","a": 1}},{"jid":"job00002","jobtype":"T","args":[],"custom":{"bid":"b-9"}}],"children":[{"description":"c","key":"k2","jobs":[{"jid":"job00003","jobtype":"T","args":[]}],"children":[null,{}]}]}""").Batch;

        Assert.Equal(["job00001", "job00002"], root.Jobs.Select(job => job.JobId));
        Assert.EndsWith("\"custom\":{\"a\":1}}", Json(root.Jobs[0].Payload), StringComparison.Ordinal);
        Assert.DoesNotContain("custom", Json(root.Jobs[1].Payload), StringComparison.Ordinal);
        var child = Assert.Single(root.Children);
        Assert.Equal(("c", "k2"), (child.Description, child.Key));
        Assert.Equal("job00003", Assert.Single(child.Jobs).JobId);
        Assert.Equal(2, child.Children.Count);
    }

    [Theory]
    [InlineData("""{"jobs":[]}""", "ERR a batch needs a success or a complete callback")]
    [InlineData("""{"success":{"jobtype":"S"},"jobs":[{"jid":"job00001"}]}""", "ERR job \"job00001\": jobs must have a jobtype parameter")]
    [InlineData("""{"success":{"jobtype":"S"},"children":[{"parent_bid":"b-1"}]}""", "ERR the children of a BATCH SUBMIT belong to the batch they stand in: leave out their parent_bid")]
    [InlineData("""{"success":{"jobtype":"S"},"children":[{"complete":{}}]}""", "ERR complete callback: jobs must have a jobtype parameter")]
    public void A_bad_SUBMIT_says_what_is_wrong(string argument, string expected)
    {
        Assert.Equal(expected, Error("BATCH SUBMIT " + argument));
    }

    [Theory]
    [InlineData(5000, true)]
    [InlineData(5001, false)]
    public void SUBMIT_takes_at_most_5000_jobs_in_all(int count, bool isAccepted)
    {
        var jobs = string.Join(',', Enumerable.Range(0, count - 1).Select(n => $$"""{"jid":"job{{n:D6}}","jobtype":"T","args":[]}"""));

        var parsed = Parse($$"""BATCH SUBMIT {"success":{"jobtype":"S"},"jobs":[{{jobs}}],"children":[{"jobs":[{"jid":"lastlast","jobtype":"T","args":[]}]}]}""");

        Assert.Equal(isAccepted, parsed.Command is BatchSubmitCommand);
        if (!isAccepted)
        {
            Assert.Equal(
                "ERR BATCH SUBMIT takes at most 5000 jobs: create the root with BATCH NEW and a key, and push into it",
                Assert.IsType<ErrorReply>(parsed.Reply).Text);
        }
    }

    [Fact]
    public void SUBMIT_takes_at_most_4_MiB_and_5000_batches()
    {
        Assert.StartsWith("ERR BATCH SUBMIT takes at most 4194304 bytes", Error("BATCH SUBMIT " + new string('x', (4 * 1024 * 1024) + 1)), StringComparison.Ordinal);
        var children = string.Join(',', Enumerable.Repeat("{}", 5000));
        Assert.StartsWith(
            "ERR BATCH SUBMIT takes at most 5000 batches",
            Error($$"""BATCH SUBMIT {"success":{"jobtype":"S"},"children":[{{children}}]}"""),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BATCH TREE b-1", "b-1", null, 1000)]
    [InlineData("""BATCH TREE {"bid":"b-1"}""", "b-1", null, 1000)]
    [InlineData("""BATCH TREE {"bid":"b-1","after":"b-2","limit":10}""", "b-1", "b-2", 10)]
    [InlineData("""BATCH TREE {"bid":"b-1","after":"","limit":5000}""", "b-1", null, 1000)]
    public void TREE_takes_a_bid_or_a_page(string line, string bid, string? after, int limit)
    {
        var command = Command<BatchTreeCommand>(line);

        Assert.Equal((bid, after, limit), (command.Bid, command.After, command.Limit));
    }

    [Theory]
    [InlineData("BATCH TREE {}", "ERR BATCH TREE needs a batch id")]
    [InlineData("""BATCH TREE {"bid":"b-1","limit":0}""", "ERR the limit of BATCH TREE must be 1 or more")]
    public void A_bad_TREE_says_what_is_wrong(string line, string expected)
    {
        Assert.Equal(expected, Error(line));
    }
}
