using Faktory.Server.Engine;
using Faktory.Server.Storage;
using static Faktory.Server.Tests.Commands.Parsing;

namespace Faktory.Server.Tests.Commands;

public sealed class SmallCommandTests
{
    [Theory]
    [InlineData("FETCH default", "default")]
    [InlineData("FETCH b a b  a c", "b,a,c")]
    [InlineData("FETCH  q ", "q")]
    public void FETCH_names_each_queue_once(string line, string expected)
    {
        Assert.Equal(expected, string.Join(',', Command<FetchCommand>(line).Queues));
    }

    [Fact]
    public void FETCH_takes_a_thousand_queues_at_most()
    {
        var names = string.Join(' ', Enumerable.Range(0, 1000).Select(number => $"q{number}"));

        Assert.Equal(1000, Command<FetchCommand>($"FETCH {names} ").Queues.Count);
        Assert.Equal("ERR FETCH takes 1000 queues at most", Error($"FETCH {names} more"));
    }

    [Theory]
    [InlineData("FETCH")]
    [InlineData("FETCH ")]
    public void FETCH_needs_a_queue(string line)
    {
        Assert.Equal("ERR must call fetch with at least one queue", Error(line));
    }

    [Theory]
    [InlineData("""ACK {"jid":"abcdef12"}""")]
    [InlineData("""ACK {"other":"x","jid":"\u0061bcdef12"}""")]
    public void ACK_names_a_job(string line)
    {
        Assert.Equal(JobHash.Of("abcdef12"), Command<AckCommand>(line).Job);
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"jid":1}""")]
    [InlineData("""{"jid":"abcdef12","n":1}""")]
    [InlineData("""{"jid":"abcdef12"} x""")]
    [InlineData("")]
    public void A_bad_ACK_is_repeated_in_the_error(string argument)
    {
        Assert.Equal("ERR invalid ACK " + argument, Error("ACK " + argument));
    }

    [Fact]
    public void What_an_error_repeats_has_a_bound()
    {
        Assert.InRange(Error("ACK " + new string('x', 100_000)).Length, 1000, 1100);
        Assert.InRange(Error(new string('x', 100_000)).Length, 1000, 1100);
    }

    [Fact]
    public void FAIL_is_trimmed()
    {
        var frames = string.Join(',', Enumerable.Repeat("\"f\"", 80));

        var command = Command<FailCommand>(
            $$"""FAIL {"JID":"abcdef12","errtype":"{{new string('e', 200)}}","message":"  {{new string('é', 1000)}} ","backtrace":[{{frames}}]}""");

        Assert.Equal("abcdef12", command.JobId);
        Assert.Equal(new string('e', 100), command.Failure.ErrorType);
        Assert.Equal(new string('é', 500), command.Failure.Message);
        Assert.Equal(50, command.Failure.Backtrace.Count);
    }

    [Theory]
    [InlineData("""FAIL {"jid":"abcdef12"}""")]
    [InlineData("""FAIL {"jid":"abcdef12","errtype":null,"message":"  ","backtrace":null}""")]
    public void A_FAIL_without_details_says_unknown(string line)
    {
        var failure = Command<FailCommand>(line).Failure;

        Assert.Equal("unknown", failure.ErrorType);
        Assert.Equal("unknown", failure.Message);
        Assert.Empty(failure.Backtrace);
    }

    [Theory]
    [InlineData("FAIL xx", "ERR invalid FAIL xx")]
    [InlineData("""FAIL {"jid":1}""", """ERR invalid FAIL {"jid":1}""")]
    [InlineData("FAIL {}", "ERR missing JID")]
    [InlineData("FAIL null", "ERR missing JID")]
    [InlineData("""FAIL {"jid":""}""", "ERR missing JID")]
    [InlineData("REQUEUE xx", "ERR invalid REQUEUE xx")]
    [InlineData("REQUEUE {}", "ERR missing JID")]
    [InlineData("BEAT x", "ERR invalid BEAT x")]
    [InlineData("""BEAT {"rss_kb":1.5}""", """ERR invalid BEAT {"rss_kb":1.5}""")]
    [InlineData("""BEAT {"wid":1}""", """ERR invalid BEAT {"wid":1}""")]
    public void Reports_have_their_own_error_texts(string line, string expected)
    {
        Assert.Equal(expected, Error(line));
    }

    [Fact]
    public void REQUEUE_names_a_job()
    {
        Assert.Equal("abcdef12", Command<RequeueCommand>("""REQUEUE {"jid":"abcdef12"}""").JobId);
    }

    [Fact]
    public void BEAT_tells_worker_state_and_memory()
    {
        var beat = Command<BeatCommand>("""BEAT {"wid":"w1","current_state":"quiet","rss_kb":1234,"more":{}}""");

        Assert.Equal(("w1", "quiet", 1234L), (beat.Wid, beat.State, beat.RssKilobytes));
    }

    [Fact]
    public void A_BEAT_without_a_worker_is_for_the_engine_to_refuse()
    {
        Assert.Equal("", Command<BeatCommand>("BEAT {}").Wid);
    }

    [Fact]
    public void MUTATE_has_an_operation_a_target_and_a_filter()
    {
        var command = Command<MutateCommand>("""MUTATE {"cmd":"requeue","target":"retries","filter":{"jids":["a","b"],"jobtype":"T"}}""");

        Assert.Equal(MutateOperation.Requeue, command.Operation);
        Assert.Equal(JobState.Retrying, command.Target);
        Assert.Equal(["a", "b"], command.Filter.JobIds);
        Assert.Equal("T", command.Filter.JobType);
    }

    [Theory]
    [InlineData("""MUTATE {"cmd":"kill","target":"scheduled"}""")]
    [InlineData("""MUTATE {"cmd":"discard","target":"dead","filter":{}}""")]
    [InlineData("""MUTATE {"cmd":"clear","target":"dead","filter":null}""")]
    public void MUTATE_without_a_filter_means_all(string line)
    {
        var filter = Command<MutateCommand>(line).Filter;

        Assert.Empty(filter.JobIds);
        Assert.Null(filter.JobType);
    }

    [Theory]
    [InlineData("MUTATE", "ERR invalid format")]
    [InlineData("MUTATE ", "ERR invalid format")]
    [InlineData("""MUTATE {"cmd": "clear"}""", "ERR invalid format")]
    [InlineData("""MUTATE {"cmd":"zap","target":"x"}""", "ERR unknown mutate operation")]
    [InlineData("MUTATE {}", "ERR unknown mutate operation")]
    [InlineData("""MUTATE {"cmd":"kill","target":"enqueued"}""", "ERR invalid target for mutation command")]
    [InlineData("""MUTATE {"cmd":"clear","target":"x"}""", "ERR invalid target for mutation command")]
    public void A_bad_MUTATE_says_what_is_wrong(string line, string expected)
    {
        Assert.Equal(expected, Error(line));
    }

    [Fact]
    public void A_filter_of_MUTATE_may_name_a_pattern_beside_a_type()
    {
        var filter = Command<MutateCommand>("""MUTATE {"cmd":"kill","target":"dead","filter":{"jobtype":"T","regexp":"*a\u0020b*"}}""").Filter;

        Assert.Equal(("T", @"*a b*"), (filter.JobType, filter.Pattern));
    }

    [Fact]
    public void A_pattern_that_is_too_long_is_refused()
    {
        var longest = new string('x', Glob.MaxLength);

        Assert.Equal(longest, Command<MutateCommand>($$$"""MUTATE {"cmd":"kill","target":"dead","filter":{"regexp":"{{{longest}}}"}}""").Filter.Pattern);
        Assert.Equal("ERR the regexp of a filter may have 1000 bytes at most", Error($$$"""MUTATE {"cmd":"kill","target":"dead","filter":{"regexp":"{{{longest}}}x"}}"""));
    }

    [Theory]
    [InlineData("", false, null)]
    [InlineData(",\"dead\":true", true, null)]
    [InlineData(",\"dead\":false,\"retry_in\":0", false, 0.0)]
    [InlineData(",\"dead\":null,\"retry_in\":null", false, null)]
    [InlineData(",\"Retry_In\":1.5", false, 1.5)]
    [InlineData(",\"retry_in\":31536000", false, 31536000.0)]
    public void FAIL_may_say_what_is_to_become_of_the_job(string fields, bool isFatal, double? seconds)
    {
        var failure = Command<FailCommand>($$"""FAIL {"jid":"abcdef123456"{{fields}}}""").Failure;

        Assert.Equal((isFatal, seconds), (failure.IsFatal, failure.RetryIn?.TotalSeconds));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-0.001")]
    [InlineData("31536000.5")]
    [InlineData("1e300")]
    [InlineData("\"60\"")]
    [InlineData("[60]")]
    [InlineData("true")]
    public void A_FAIL_with_a_bad_delay_says_what_is_wrong(string value)
    {
        Assert.Equal("ERR retry_in must be a number of seconds from 0 to 31536000", Error($$"""FAIL {"jid":"abcdef123456","retry_in":{{value}}}"""));
    }

    [Fact]
    public void A_FAIL_whose_dead_is_no_boolean_is_refused()
    {
        Assert.Equal("""ERR invalid FAIL {"jid":"abcdef123456","dead":1}""", Error("""FAIL {"jid":"abcdef123456","dead":1}"""));
    }

    [Fact]
    public void Job_ids_win_over_a_regexp()
    {
        Assert.Equal(["a"], Command<MutateCommand>("""MUTATE {"cmd":"kill","target":"dead","filter":{"jids":["a"],"regexp":"*x*"}}""").Filter.JobIds);
    }

    [Fact]
    public void INFO_carries_the_figures_of_the_process()
    {
        Assert.Equal(Figures, Command<InfoCommand>("INFO").Figures);
    }

    [Fact]
    public void FLUSH_is_for_the_engine_and_END_for_the_connection()
    {
        Command<FlushCommand>("FLUSH");
        var end = Parse("END");

        Assert.Null(end.Command);
        Assert.Null(end.Reply);
        Assert.True(end.IsKnown);
    }

    [Theory]
    [InlineData("WAT {\"a\":1}", "WAT")]
    [InlineData("info", "info")]
    [InlineData("", "")]
    [InlineData(" PUSH {}", "")]
    [InlineData("HELLO {}", "HELLO")]
    public void What_is_no_command_is_unknown_and_does_not_count(string line, string verb)
    {
        var parsed = Parse(line);

        Assert.Equal("ERR unknown command " + verb, Assert.IsType<ErrorReply>(parsed.Reply).Text);
        Assert.False(parsed.IsKnown);
    }

    [Theory]
    [InlineData("PUSH")]
    [InlineData("PUSHB")]
    [InlineData("ACK")]
    [InlineData("FAIL")]
    [InlineData("BEAT")]
    [InlineData("REQUEUE")]
    [InlineData("BATCH")]
    [InlineData("QUEUE")]
    [InlineData("QUEUE PAUSE")]
    [InlineData("QUEUE LATENCY ")]
    [InlineData("BATCH NEW")]
    [InlineData("BATCH SUBMIT ")]
    [InlineData("BATCH OPEN")]
    [InlineData("BATCH COMMIT")]
    [InlineData("BATCH STATUS")]
    [InlineData("BATCH TREE")]
    public void A_bare_verb_says_what_it_needs(string line)
    {
        Assert.Contains(" needs ", Error(line), StringComparison.Ordinal);
        Assert.True(Parse(line).IsKnown);
    }
}
