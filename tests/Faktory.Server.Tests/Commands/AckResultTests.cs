using System.Text;
using Faktory.Server.Engine;
using static Faktory.Server.Tests.Commands.Parsing;

namespace Faktory.Server.Tests.Commands;

public sealed class AckResultTests
{
    [Theory]
    [InlineData(""" "{\"count\":3}" """, """{"count":3}""")]
    [InlineData(""" "[1, 2]" """, "[1, 2]")]
    [InlineData(""" "null" """, "null")]
    [InlineData(""" "\"\u00e9 \\u00e9\"" """, "\"é \\u00e9\"")]
    public void A_result_is_a_string_that_holds_JSON(string result, string expected)
    {
        var command = Command<AckCommand>($$"""ACK {"jid":"abcdef12","result":{{result.Trim()}}}""");

        Assert.Equal("abcdef12", command.Result!.JobId);
        Assert.Equal(expected, Encoding.UTF8.GetString(command.Result.Json));
    }

    [Theory]
    [InlineData("""ACK {"jid":"abcdef12"}""")]
    [InlineData("""ACK {"jid":"abcdef12","result":null}""")]
    [InlineData("""ACK {"jid":"abcdef12","Result":"{}"}""")]
    public void Without_one_there_is_none(string line)
    {
        Assert.Null(Command<AckCommand>(line).Result);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"{\"")]
    [InlineData("\"1 2\"")]
    [InlineData("\"hello\"")]
    [InlineData("\"\\\"\\\\ud83d\\\"\"")]
    public void What_is_no_JSON_is_refused_and_the_job_stays(string result)
    {
        var error = Error($$"""ACK {"jid":"abcdef12","result":{{result}}}""");

        Assert.StartsWith("ERR the result of job abcdef12 is no JSON: ", error, StringComparison.Ordinal);
        Assert.EndsWith("; the job is not acknowledged", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""ACK {"jid":"abcdef12","result":{"count":3}}""")]
    [InlineData("""ACK {"jid":"abcdef12","result":7}""")]
    public void A_result_that_is_no_string_is_an_invalid_ACK(string line)
    {
        Assert.Equal($"ERR invalid {line}", Error(line));
    }

    [Fact]
    public void A_result_may_have_64_KiB_and_no_more()
    {
        var largest = Command<AckCommand>($$"""ACK {"jid":"abcdef12","result":"\"{{new string('x', 65534)}}\""}""");

        Assert.Equal(65536, largest.Result!.Json.Length);
        Assert.Equal(
            "ERR the result of job abcdef12 has 65537 bytes, and at most 65536 are kept; the job is not acknowledged",
            Error($$"""ACK {"jid":"abcdef12","result":"\"{{new string('x', 65535)}}\""}"""));
    }

    [Fact]
    public void A_result_that_nests_deeper_than_common_readers_go_is_refused()
    {
        string Nested(int depth) => $$"""ACK {"jid":"abcdef12","result":"{{new string('[', depth)}}{{new string(']', depth)}}"}""";

        Assert.NotNull(Command<AckCommand>(Nested(64)).Result);
        Assert.Contains("is no JSON", Error(Nested(65)), StringComparison.Ordinal);
    }
}
