using System.Text.Json;
using CsCheck;

namespace Faktory.Protocol.Tests.Jobs;

public sealed class JobJsonTests
{
    [Fact]
    public void A_plain_job_is_written_with_the_fields_that_it_has()
    {
        var job = Job.Create("order.ship", 42, "A-1", null) with { Id = "abcdef123456" };

        Assert.Equal("""{"jid":"abcdef123456","jobtype":"order.ship","args":[42,"A-1",null]}""", JobText.Write(job));
    }

    [Fact]
    public void Every_field_survives_the_way_to_the_wire_and_back()
    {
        var job = Job.Create("T", 1) with
        {
            Id = "abcdef123456",
            Queue = "critical",
            At = new DateTimeOffset(2026, 1, 2, 5, 4, 5, 678, TimeSpan.FromHours(2)),
            Retry = -1,
            ReserveFor = TimeSpan.FromMinutes(5),
            Backtrace = 7,
            CreatedAt = DateTimeOffset.UnixEpoch,
            EnqueuedAt = DateTimeOffset.UnixEpoch.AddTicks(1),
            Failure = new JobFailure(2, DateTimeOffset.UnixEpoch.AddDays(1))
            {
                Remaining = 3,
                NextAt = DateTimeOffset.UnixEpoch.AddDays(2),
                Message = "no\nway",
                ErrorType = "System.Exception",
                Backtrace = ["at a", "at b"],
            },
        };

        var text = JobText.Write(job);
        var read = JobText.Read(text);

        Assert.Equal(text, JobText.Write(read));
        Assert.Equal((job.Id, job.Type, job.Queue, job.At, job.Retry), (read.Id, read.Type, read.Queue, read.At, read.Retry));
        Assert.Equal((job.ReserveFor, job.Backtrace, job.CreatedAt, job.EnqueuedAt), (read.ReserveFor, read.Backtrace, read.CreatedAt, read.EnqueuedAt));
        Assert.Equal((2, 3, "no\nway", "System.Exception"), (read.Failure!.RetryCount, read.Failure.Remaining, read.Failure.Message, read.Failure.ErrorType));
        Assert.Equal((job.Failure.FailedAt, job.Failure.NextAt), (read.Failure.FailedAt, read.Failure.NextAt));
        Assert.Equal(["at a", "at b"], read.Failure.Backtrace);
    }

    [Fact]
    public void Times_are_written_in_UTC_without_trailing_zeros()
    {
        var job = Job.Create("T") with { Id = "abcdef123456", At = new DateTimeOffset(2026, 1, 2, 5, 4, 5, 120, TimeSpan.FromHours(2)) };

        Assert.Contains("\"at\":\"2026-01-02T03:04:05.12Z\"", JobText.Write(job), StringComparison.Ordinal);
    }

    [Fact]
    public void Nine_digit_times_of_the_server_are_understood()
    {
        var job = JobText.Read("""{"jid":"abcdef123456","jobtype":"T","args":[],"enqueued_at":"2026-01-02T03:04:05.123456789Z"}""");

        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567), job.EnqueuedAt);
    }

    [Theory]
    [InlineData("""{ "a" : 1.50e0,"b":[ ],"ü":"\u00fc\/", "n":123456789012345678901234567890 }""")]
    [InlineData("""{"_bid":"b-1","_cb":"success","d":{"d":{}}}""")]
    public void Custom_content_keeps_its_bytes(string custom)
    {
        var read = JobText.Read($$"""{"jid":"abcdef123456","jobtype":"T","args":[ 9007199254740993, 1.10 ],"custom":{{custom}}}""");

        var text = JobText.Write(read);

        Assert.EndsWith($"\"args\":[ 9007199254740993, 1.10 ],\"custom\":{custom}}}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_breaks_between_tokens_never_reach_the_wire()
    {
        var args = JsonDocument.Parse("[\r\n  1,\n  \"a\\nb\"\n]").RootElement;

        Assert.Contains("\"args\":[1,\"a\\nb\"]", JobText.Write(new Job("T", args)), StringComparison.Ordinal);
    }

    [Fact]
    public void Resend_is_written_only_when_asked_for()
    {
        var job = Job.Create("T");

        Assert.DoesNotContain("resend", JobText.Write(job), StringComparison.Ordinal);
        Assert.EndsWith(",\"resend\":true}", JobText.Write(job, resend: true), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_with_a_delay_cannot_be_written() =>
        Assert.Throws<InvalidOperationException>(() => JobText.Write(Job.Create("T") with { Delay = TimeSpan.FromSeconds(1) }));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"jid":"abcdef123456","args":[]}""")]
    [InlineData("""{"jid":"abcdef123456","jobtype":"T","args":{}}""")]
    public void What_is_no_job_is_said_so(string json) =>
        Assert.Throws<FaktoryProtocolException>(() => JobText.Read(json));

    [Fact]
    public void Any_text_and_number_in_args_comes_back_unchanged() =>
        Gen.Select(Gen.String, Gen.Long, Gen.Double).Sample((text, number, fraction) =>
        {
            var finite = double.IsFinite(fraction) ? fraction : 0;
            var read = JobText.Read(JobText.Write(Job.Create("T", text, number, finite)));
            // A lone surrogate has no UTF-8 form; JSON replaces it.
            var expected = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
            return read.Args[0].GetString() == expected && read.Args[1].GetInt64() == number && read.Args[2].GetDouble().Equals(finite);
        });
}
