using Faktory.Server.Engine;
using static Faktory.Server.Tests.Commands.Parsing;

namespace Faktory.Server.Tests.Commands;

public sealed class TrackTests
{
    [Fact]
    public void GET_names_a_job() => Assert.Equal("abcdef12", Command<TrackGetCommand>("TRACK GET abcdef12").JobId);

    [Fact]
    public void SET_says_what_changes()
    {
        var set = Command<TrackSetCommand>("""TRACK SET {"jid":"abcdef12","percent":33.7,"desc":"é","reserve_until":"2026-01-02T04:04:05+01:00","x":{}}""");

        Assert.Equal(("abcdef12", 33, "é"), (set.JobId, set.Percent, set.Description));
        Assert.Equal(Now, set.ReserveUntil);
    }

    [Fact]
    public void What_SET_does_not_say_stays()
    {
        var set = Command<TrackSetCommand>("""TRACK SET {"jid":"abcdef12","percent":null,"reserve_until":""}""");

        Assert.Null(set.Percent);
        Assert.Null(set.Description);
        Assert.Null(set.ReserveUntil);
    }

    [Fact]
    public void A_very_long_desc_is_cut_between_characters()
    {
        var set = Command<TrackSetCommand>($$"""TRACK SET {"jid":"abcdef12","desc":"{{new string('x', 999)}}😀"}""");

        Assert.Equal(new string('x', 999), set.Description);
    }

    [Theory]
    [InlineData("TRACK GET", "missing JID")]
    [InlineData("TRACK GET ", "missing JID")]
    [InlineData("TRACK SET", "missing JID")]
    [InlineData("TRACK SET {}", "missing JID")]
    [InlineData("TRACK SET null", "missing JID")]
    [InlineData("""TRACK SET {"percent":1}""", "missing JID")]
    [InlineData("TRACK", "TRACK needs GET and a jid, or SET and {\"jid\":\"…\",…}")]
    [InlineData("TRACK get abcdef12", "TRACK needs GET and a jid, or SET and {\"jid\":\"…\",…}")]
    [InlineData("TRACK SET {foo", "invalid JSON: ")]
    [InlineData("""TRACK SET {"jid":"abcdef12","percent":101}""", "invalid JSON: percent must be a number from 0 to 100")]
    [InlineData("""TRACK SET {"jid":"abcdef12","percent":"9"}""", "invalid JSON: percent must be a number from 0 to 100")]
    [InlineData("""TRACK SET {"jid":"abcdef12","reserve_until":"soon"}""", "reserve_until must be a time such as \"2026-01-31T12:00:00Z\" (RFC 3339)")]
    public void What_is_no_TRACK_is_refused(string line, string expected) =>
        Assert.StartsWith("ERR " + expected, Error(line), StringComparison.Ordinal);
}
