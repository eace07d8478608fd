using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Faktory.Protocol.Tests.Batches;

public sealed class BatchJsonTests
{
    private static string Write(BatchDefinition batch)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            BatchJson.Write(writer, batch);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static BatchStatus Read(string json) => BatchJson.ReadStatus(Encoding.UTF8.GetBytes(json));

    private static Job Job(string type) => Faktory.Job.Create(type) with { Id = $"jid-of-{type}" };

    [Fact]
    public void A_new_batch_is_written_with_what_it_has() =>
        Assert.Equal(
            """{"description":"ship","parent_bid":"b-1","key":"k","success":{"jid":"jid-of-S","jobtype":"S","args":[]},"complete":{"jid":"jid-of-C","jobtype":"C","args":[]}}""",
            Write(new BatchDefinition { Description = "ship", ParentId = "b-1", Key = "k", Success = Job("S"), Complete = Job("C") }));

    [Fact]
    public void A_submitted_tree_holds_its_jobs_and_children() =>
        Assert.Equal(
            """{"description":"root","cancelled":{"jid":"jid-of-X","jobtype":"X","args":[]},"children":[{"description":"1","jobs":[{"jid":"jid-of-A","jobtype":"A","args":[]}]}]}""",
            Write(new BatchDefinition
            {
                Description = "root",
                Cancelled = Job("X"),
                Children = [new BatchDefinition { Description = "1", Jobs = [Job("A")] }],
            }));

    [Fact]
    public void A_status_with_the_extensions_is_read_whole()
    {
        var status = Read("""
            {"bid":"b-1","created_at":"2026-01-02T03:04:05Z","description":"d","parent_bid":"b-0","total":17,"pending":14,"failed":3,
             "complete_st":"1","success_st":"","cancelled_st":"","callbacks":["success","complete"],"committed":false,"state":"open","finished_at":"2026-01-03T03:04:05Z"}
            """);

        var expected = new BatchStatus(
            "b-1", "b-0", "d", BatchState.Open, 17, 14, 3, CallbackState.Pending, CallbackState.Enqueued, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
        {
            IsCommitted = false,
            Cancelled = CallbackState.None,
            FinishedAt = new DateTimeOffset(2026, 1, 3, 3, 4, 5, TimeSpan.Zero),
        };
        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData("", 0, BatchState.Running)]
    [InlineData("1", 0, BatchState.Running)]
    [InlineData("", 2, BatchState.Failing)]
    [InlineData("2", 0, BatchState.Succeeded)]
    public void A_status_of_another_server_gets_the_state_that_can_be_derived(string success, int failed, BatchState state)
    {
        var status = Read($$"""{"bid":"b-1","created_at":"2026-01-02T03:04:05Z","total":2,"pending":1,"failed":{{failed}},"complete_st":"","success_st":"{{success}}"}""");

        Assert.Equal((state, true, null, ""), (status.State, status.IsCommitted, status.ParentId, status.Description));
        Assert.Equal((CallbackState.Pending, CallbackState.None), (status.Complete, status.Cancelled));
    }

    [Fact]
    public void A_callback_that_the_batch_does_not_have_is_told_from_a_pending_one()
    {
        var status = Read("""{"bid":"b-1","complete_st":"","success_st":"","callbacks":["success"]}""");

        Assert.Equal((CallbackState.Pending, CallbackState.None), (status.Success, status.Complete));
    }

    [Fact]
    public void The_reply_to_a_retry_is_read_also_without_names()
    {
        var full = BatchJson.ReadRetry("""{"retried":3,"callbacks":1,"gone_total":2,"gone":["a","b"]}"""u8.ToArray());
        var bare = BatchJson.ReadRetry("{}"u8.ToArray());

        Assert.Equal((3, 1, 2), (full.Jobs, full.Callbacks, full.Gone));
        Assert.Equal(["a", "b"], full.GoneJobIds);
        Assert.Equal(new BatchRetry(0, 0, 0), bare);
        Assert.Throws<FaktoryProtocolException>(() => BatchJson.ReadRetry("[]"u8.ToArray()));
    }

    [Fact]
    public void What_is_no_status_is_refused() => Assert.Throws<FaktoryProtocolException>(() => Read("{}"));
}
