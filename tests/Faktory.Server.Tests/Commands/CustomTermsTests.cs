using Faktory.Server.Engine;
using static Faktory.Server.Tests.Commands.Parsing;

namespace Faktory.Server.Tests.Commands;

/// <summary>What <c>custom</c> may ask of the server.</summary>
public sealed class CustomTermsTests
{
    [Theory]
    [InlineData("600", 600)]
    [InlineData("0.5", 0.5)]
    [InlineData("1e1", 10)]
    [InlineData("\"x\",\"unique_for\":3", 3)]
    public void A_unique_job_says_for_how_many_seconds(string value, double seconds)
    {
        var terms = Terms($"\"unique_for\":{value}")!;

        Assert.Equal(TimeSpan.FromSeconds(seconds), terms.UniqueFor);
        Assert.NotNull(terms.UniqueKey);
        Assert.False(terms.UnlocksAtStart);
    }

    [Theory]
    [InlineData("\"success\"", false)]
    [InlineData("\"start\"", true)]
    [InlineData("null", false)]
    public void A_unique_job_says_until_when(string value, bool isStart) =>
        Assert.Equal(isStart, Terms($"\"unique_until\":{value},\"unique_for\":600")!.UnlocksAtStart);

    [Theory]
    [InlineData("\"unique_for\":null")]
    [InlineData("\"unique_until\":\"start\"")]
    [InlineData("\"unique_until\":7")]
    [InlineData("\"Unique_For\":600")]
    [InlineData("\"x\":{\"unique_for\":600}")]
    public void Without_a_time_a_job_is_not_unique(string custom) => Assert.Null(Terms(custom)?.UniqueKey);

    [Theory]
    [InlineData("\"600\"")]
    [InlineData("true")]
    [InlineData("-1")]
    [InlineData("[600]")]
    [InlineData("{\"a\":1}")]
    public void A_time_that_is_no_number_is_refused(string value) => Assert.Equal(
        "ERR custom.unique_for must be a number of seconds from 0 on, such as 600 or 0.5, and no string",
        Error($"PUSH {Job($"\"unique_for\":{value}")}"));

    [Theory]
    [InlineData("\"end\"")]
    [InlineData("7")]
    [InlineData("{}")]
    public void An_end_that_does_not_exist_is_refused(string value) => Assert.Equal(
        "ERR custom.unique_until must be \"success\" or \"start\"",
        Error($"PUSH {Job($"\"unique_until\":{value},\"unique_for\":600")}"));

    [Fact]
    public void PUSHB_refuses_only_the_job_with_the_wrong_term()
    {
        var push = Command<PushManyCommand>($"PUSHB [{Job("\"unique_for\":\"600\"")},{Job("\"unique_for\":600", "otherjob")}]");

        Assert.Equal("abcdef12", Assert.Single(push.Refused).Key);
        Assert.Equal("otherjob", Assert.Single(push.Jobs).JobId);
    }

    private static JobTerms? Terms(string custom) => Command<PushCommand>("PUSH " + Job(custom)).Job.Terms;

    private static string Job(string custom, string jid = "abcdef12") =>
        $$$"""{"jid":"{{{jid}}}","jobtype":"T","args":[],"custom":{{{{custom}}}}}""";
}
