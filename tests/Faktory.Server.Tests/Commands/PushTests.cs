using Faktory.Server.Engine;
using static Faktory.Server.Tests.Commands.Parsing;

namespace Faktory.Server.Tests.Commands;

public sealed class PushTests
{
    private const string NoJid = "ERR jobs must have a reasonable jid parameter";

    [Fact]
    public void A_minimal_job_gets_the_defaults()
    {
        var job = Command<PushCommand>("""PUSH {"jid":"abcdef12","jobtype":"T","args":[]}""").Job;

        Assert.Equal("abcdef12", job.JobId);
        Assert.Equal(JobHash.Of("abcdef12"), job.Hash);
        Assert.Equal("default", job.Queue);
        Assert.Equal(25, job.Retry);
        Assert.Equal(0, job.ReserveFor);
        Assert.Null(job.At);
        Assert.Null(job.BatchId);
        Assert.Null(job.Failure);
        Assert.False(job.IsResend);
        Assert.Equal(
            """{"jid":"abcdef12","queue":"default","jobtype":"T","args":[],"retry":25,"created_at":"2026-01-02T03:04:05Z"}""",
            Json(job.Payload));
    }

    [Fact]
    public void Every_known_field_gets_into_the_payload_and_unknown_ones_do_not()
    {
        var job = Command<PushCommand>(
            """PUSH {"zzz":[{"a":1}],"custom":{ "a" : 9007199254740993 },"backtrace":3,"retry":-1,"at":"2099-01-01T00:00:00+01:00","reserve_for":86400,"queue":"q.1_-","args":[ 1, "x" ],"jobtype":"T","jid":"abcdef12","created_at":"whenever","enqueued_at":"dropped"}""").Job;

        Assert.Equal(
            """{"jid":"abcdef12","queue":"q.1_-","jobtype":"T","args":[ 1, "x" ],"retry":-1,"reserve_for":86400,"backtrace":3,"created_at":"whenever","at":"2099-01-01T00:00:00+01:00","custom":{ "a" : 9007199254740993 }}""",
            Json(job.Payload));
        Assert.Equal(-1, job.Retry);
        Assert.Equal(86400, job.ReserveFor);
        Assert.Equal(new DateTime(2098, 12, 31, 23, 0, 0, DateTimeKind.Utc), job.At);
    }

    [Fact]
    public void Field_names_match_in_any_case_and_by_their_escapes()
    {
        var job = Command<PushCommand>("""PUSH {"JID":"abcdef12","JobType":"T","\u0061rgs":[1],"Queue":"q"}""").Job;

        Assert.Equal("abcdef12", job.JobId);
        Assert.Equal("q", job.Queue);
        Assert.Contains("\"args\":[1]", Json(job.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_absent()
    {
        var job = Command<PushCommand>(
            """PUSH {"jid":"abcdef12","jobtype":"T","args":[],"queue":null,"retry":null,"reserve_for":null,"at":null,"custom":null,"failure":null,"backtrace":null,"created_at":null,"resend":null}""").Job;

        Assert.Equal("default", job.Queue);
        Assert.Equal(25, job.Retry);
        Assert.DoesNotContain("null", Json(job.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public void Escaped_text_is_compared_by_its_meaning_and_written_with_no_more_escapes_than_needed()
    {
        var job = Command<PushCommand>("""PUSH {"jid":"\u0061bcdef12","jobtype":"\u0054\"","args":["\u00e9"]}""").Job;

        Assert.Equal("abcdef12", job.JobId);
        Assert.Equal(JobHash.Of("abcdef12"), job.Hash);
        Assert.StartsWith("""{"jid":"abcdef12","queue":"default","jobtype":"T\"","args":["\u00e9"]""", Json(job.Payload), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"bid":"b-1"}""", "b-1")]
    [InlineData("""{"x":{"bid":"no"},"bid":"b-1"}""", "b-1")]
    [InlineData("""{"bid":""}""", null)]
    [InlineData("""{"bid":7}""", null)]
    [InlineData("""{"Bid":"b-1"}""", null)]
    [InlineData("{}", null)]
    public void The_batch_is_the_bid_in_custom(string custom, string? expected)
    {
        var job = Command<PushCommand>($$"""PUSH {"jid":"abcdef12","jobtype":"T","args":[],"custom":{{custom}}}""").Job;

        Assert.Equal(expected, job.BatchId);
    }

    [Fact]
    public void A_failure_that_the_client_sends_is_honoured_and_kept_out_of_the_payload()
    {
        var job = Command<PushCommand>(
            """PUSH {"jid":"abcdef12","jobtype":"T","args":[],"failure":{"retry_count":2,"remaining":3,"failed_at":"2025-01-01T00:00:00Z","message":"m","errtype":"E","backtrace":["a"]}}""").Job;

        Assert.Equal(2, job.Failure!.RetryCount);
        Assert.Equal(3, job.Failure.Remaining);
        Assert.Equal("m", job.Failure.Message);
        Assert.Equal(["a"], job.Failure.Backtrace);
        Assert.DoesNotContain("failure", Json(job.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public void Resend_is_an_extension()
    {
        var job = Command<PushCommand>("""PUSH {"jid":"abcdef12","jobtype":"T","args":[],"resend":true}""").Job;

        Assert.True(job.IsResend);
        Assert.DoesNotContain("resend", Json(job.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public void A_retry_beyond_32_bits_is_stored_as_the_engine_can_read_it()
    {
        var job = Command<PushCommand>("""PUSH {"jid":"abcdef12","jobtype":"T","args":[],"retry":9999999999999,"reserve_for":-9999999999999}""").Job;

        Assert.Equal(int.MaxValue, job.Retry);
        Assert.Contains("\"retry\":2147483647,\"reserve_for\":-2147483648", Json(job.Payload), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", NoJid)]
    [InlineData("null", NoJid)]
    [InlineData("""{"jid":"1234567"}""", NoJid)]
    [InlineData("""{"jid":"ééé5","args":[]}""", NoJid)]
    [InlineData("""{"jid":"12345678"}""", "ERR jobs must have a jobtype parameter")]
    [InlineData("""{"jid":"12345678","jobtype":""}""", "ERR jobs must have a jobtype parameter")]
    [InlineData("""{"jid":"12345678","jobtype":"T"}""", "ERR jobs must have an args parameter")]
    [InlineData("""{"jid":"12345678","jobtype":"T","args":null}""", "ERR jobs must have an args parameter")]
    [InlineData("""{"jid":"12345678","jobtype":"T","args":[],"reserve_for":86401,"at":"x"}""", "ERR jobs cannot be reserved for more than one day")]
    [InlineData("""{"jid":"12345678","jobtype":"T","args":[],"at":"x","queue":"a b"}""", "ERR invalid timestamp for 'at': \"x\": parsing time \"x\" as \"2006-01-02T15:04:05.999999999Z07:00\": cannot parse \"x\" as \"2006\"")]
    [InlineData("""{"jid":"12345678","jobtype":"T","args":[],"queue":"a b!"}""", """ERR cannot get "a b!" queue: queue names must match \A[a-zA-Z0-9._-]+\z""")]
    public void Rules_are_checked_in_their_order(string job, string expected)
    {
        Assert.Equal(expected, Error("PUSH " + job));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{foo")]
    [InlineData("[1]")]
    [InlineData("7")]
    [InlineData("""{"jid":12345678}""")]
    [InlineData("""{"args":"x"}""")]
    [InlineData("""{"args":{}}""")]
    [InlineData("""{"custom":[]}""")]
    [InlineData("""{"retry":1.5}""")]
    [InlineData("""{"retry":1.0}""")]
    [InlineData("""{"retry":"3"}""")]
    [InlineData("""{"reserve_for":99999999999999999999}""")]
    [InlineData("""{"at":5}""")]
    [InlineData("""{"queue":["q"]}""")]
    [InlineData("""{"created_at":1}""")]
    [InlineData("""{"enqueued_at":1}""")]
    [InlineData("""{"failure":1}""")]
    [InlineData("""{"failure":{"retry_count":"x"}}""")]
    [InlineData("""{"resend":1}""")]
    [InlineData("""{"jid":"\ud83d"}""")]
    [InlineData("""{"\ud83d":1}""")]
    [InlineData("""{"custom":{"\udc00":1}}""")]
    [InlineData("""{"jid":"abcdef12","jobtype":"T","args":[]} xyz""")]
    [InlineData("""{"jid":"abcdef12","jobtype":"T","args":[]}{}""")]
    public void What_is_no_job_is_invalid_JSON(string argument)
    {
        Assert.StartsWith("ERR invalid JSON: ", Error("PUSH " + argument), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_invalid_JSON()
    {
        var parsed = Parse([.. "PUSH {\"jid\":\"abcdef12"u8, 0xff, .. "\",\"jobtype\":\"T\",\"args\":[]}"u8]);

        Assert.Equal("ERR invalid JSON: the text is not valid UTF-8", Assert.IsType<ErrorReply>(parsed.Reply).Text);
    }

    [Theory]
    [InlineData(250, true)]
    [InlineData(300, false)]
    public void JSON_deeper_than_256_levels_is_refused_with_a_clear_error(int depth, bool isAccepted)
    {
        var args = new string('[', depth) + new string(']', depth);

        var parsed = Parse($$"""PUSH {"jid":"abcdef12","jobtype":"T","args":{{args}}}""");

        Assert.Equal(isAccepted, parsed.Command is PushCommand);
        if (!isAccepted)
        {
            Assert.Contains("256", Assert.IsType<ErrorReply>(parsed.Reply).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_mebibyte_of_arguments_stays_as_it_is()
    {
        var text = new string('x', 1024 * 1024);

        var job = Command<PushCommand>($$"""PUSH {"jid":"abcdef12","jobtype":"T","args":["{{text}}"]}""").Job;

        Assert.Contains(text, Json(job.Payload), StringComparison.Ordinal);
    }
}
