using Faktory.Server.Engine;
using static Faktory.Server.Tests.Commands.Parsing;

namespace Faktory.Server.Tests.Commands;

/// <summary>What <c>custom</c> may ask of the server.</summary>
public sealed class CustomTermsTests
{
    [Theory]
    [InlineData("unique_until")]
    [InlineData("expires_at")]
    public void Half_a_character_in_a_term_is_an_error_and_nothing_worse(string term)
    {
        var line = $"PUSH {{\"jid\":\"abcdef12\",\"jobtype\":\"T\",\"args\":[],\"custom\":{{\"unique_for\":9,\"{term}\":\"\\ud800\"}}}}";

        Assert.Contains("half a character", Error(line), StringComparison.Ordinal);
    }

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

    [Theory]
    [InlineData("\"expires_at\":\"2026-01-02T04:04:05+01:00\"", "2026-01-02T03:04:05Z")]
    [InlineData("\"expires_at\":\"2026-01-02T03:04:05.123456789Z\"", "2026-01-02T03:04:05.1234567Z")]
    [InlineData("\"expires_in\":60", "2026-01-02T03:05:05Z")]
    [InlineData("\"expires_in\":0.5", "2026-01-02T03:04:05.5Z")]
    [InlineData("\"expires_at\":\"2027-01-01T00:00:00Z\",\"expires_in\":60", "2027-01-01T00:00:00Z")]
    [InlineData("\"expires_in\":60,\"expires_at\":null", "2026-01-02T03:05:05Z")]
    public void A_job_expires_at_a_time_or_so_many_seconds_after_the_push(string custom, string expected) =>
        Assert.Equal(expected, WireTime.Format(Terms(custom)!.ExpiresAt!.Value));

    [Fact]
    public void A_relative_expiry_gets_into_the_payload_as_a_time_so_that_it_means_the_same_after_a_restart() => Assert.EndsWith(
        ""","custom":{"expires_in":60,"expires_at":"2026-01-02T03:05:05Z"}}""",
        Json(Command<PushCommand>("PUSH " + Job("\"expires_in\":60")).Job.Payload),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("\"expires_at\":\"tomorrow\"", "expires_at must be a time such as \"2026-01-31T12:00:00Z\" (RFC 3339)")]
    [InlineData("\"expires_at\":60", "expires_at must be a time such as \"2026-01-31T12:00:00Z\" (RFC 3339)")]
    [InlineData("\"expires_at\":\"2026-01-31T12:00:00\"", "expires_at must be a time such as \"2026-01-31T12:00:00Z\" (RFC 3339)")]
    [InlineData("\"expires_in\":\"60\"", "expires_in must be a number of seconds from 0 on, such as 600 or 0.5, and no string")]
    [InlineData("\"expires_in\":-1", "expires_in must be a number of seconds from 0 on, such as 600 or 0.5, and no string")]
    public void An_expiry_that_is_no_time_is_refused(string custom, string expected) =>
        Assert.Equal("ERR custom." + expected, Error("PUSH " + Job(custom)));

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
