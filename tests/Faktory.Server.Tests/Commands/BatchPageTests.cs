using Faktory.Server.Engine;
using static Faktory.Server.Tests.Commands.Parsing;

namespace Faktory.Server.Tests.Commands;

public sealed class BatchPageTests
{
    [Theory]
    [InlineData("BATCH RESULTS b-1", 0, 1000)]
    [InlineData("""BATCH results {"bid":"b-1"}""", 0, 1000)]
    [InlineData("""BATCH RESULTS {"bid":"b-1","after":"17","limit":10}""", 17, 10)]
    [InlineData("""BATCH RESULTS {"BID":"b-1","after":"","limit":5000,"other":[]}""", 0, 1000)]
    public void RESULTS_takes_a_bid_or_a_page(string line, long after, int limit)
    {
        var command = Command<BatchResultsCommand>(line);

        Assert.Equal(("b-1", after, limit), (command.Bid, command.After, command.Limit));
    }

    [Theory]
    [InlineData("BATCH LIST", null, null, null, 1000)]
    [InlineData("BATCH LIST {}", null, null, null, 1000)]
    [InlineData("BATCH LIST null", null, null, null, 1000)]
    [InlineData("""BATCH LIST {"text":"Import","state":"failing","after":"9","limit":2}""", "Import", "failing", 9L, 2)]
    [InlineData("""BATCH LIST {"text":"","state":null,"after":""}""", null, null, null, 1000)]
    public void LIST_takes_a_filter_and_a_page(string line, string? text, string? state, long? after, int limit)
    {
        var command = Command<BatchListCommand>(line);

        Assert.Equal((text, state, after, limit), (command.Filter.Text, command.Filter.State, command.After, command.Limit));
    }

    [Theory]
    [InlineData("BATCH RESULTS", "ERR BATCH RESULTS needs a batch id")]
    [InlineData("BATCH RESULTS {}", "ERR BATCH RESULTS needs a batch id")]
    [InlineData("""BATCH RESULTS {"bid":"b-1","limit":0}""", "ERR the limit of BATCH RESULTS must be 1 or more")]
    [InlineData("""BATCH RESULTS {"bid":"b-1","after":"j-1"}""", "ERR after must be what the page before gave as next (BATCH RESULTS)")]
    [InlineData("""BATCH RESULTS {"bid":7}""", "ERR invalid JSON: bid must be a string")]
    [InlineData("""BATCH LIST {"limit":-1}""", "ERR the limit of BATCH LIST must be 1 or more")]
    [InlineData("""BATCH LIST {"after":"-1"}""", "ERR after must be what the page before gave as next (BATCH LIST)")]
    [InlineData("""BATCH LIST {"state":"done"}""", "ERR no such batch state done: it is one of open, running, failing, succeeded, cancelled")]
    [InlineData("BATCH LIST []", "ERR invalid JSON: the argument must be an object")]
    public void A_bad_page_says_what_is_wrong(string line, string expected)
    {
        Assert.Equal(expected, Error(line));
    }

    [Fact]
    public void What_a_client_may_leave_unread_is_counted()
    {
        Assert.Equal(1024 * 1024, Command<BatchResultsCommand>("BATCH RESULTS b-1").HeldBytes);
        Assert.Equal(512_000, Command<BatchListCommand>("BATCH LIST").HeldBytes);
        Assert.Equal(5120, Command<BatchTreeCommand>("""BATCH TREE {"bid":"b-1","limit":10}""").HeldBytes);
        Assert.Equal(4096, Command<BatchStatusCommand>("BATCH STATUS b-1").HeldBytes);
    }
}
