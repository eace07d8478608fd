namespace Faktory.Protocol.Tests.Jobs;

public sealed class JobReaderTests
{
    [Fact]
    public void Members_nobody_knows_are_passed_over_however_deep_they_are()
    {
        var job = JobText.Read("""{"x":{"jid":"inside","args":[1]},"jid":"abcdef123456","y":[[{"queue":"inside"}]],"jobtype":"T","args":[1],"z":null}""");

        Assert.Equal(("abcdef123456", "T", "default", "[1]"), (job.Id, job.Type, job.Queue, job.Args.GetRawText()));
    }

    [Fact]
    public void Of_a_member_that_occurs_twice_the_last_one_counts()
    {
        var job = JobText.Read("""{"jid":"abcdef123456","jobtype":"T","args":[1],"queue":"one","retry":1,"args":[2],"queue":"two","retry":2}""");

        Assert.Equal(("two", 2, "[2]"), (job.Queue, job.Retry, job.Args.GetRawText()));
    }

    [Fact]
    public void A_name_may_be_written_with_escapes()
    {
        var job = JobText.Read("""{"j\u0069d":"abcdef123456","jobtyp\u0065":"T","args":[],"que\u0075e":"q"}""");

        Assert.Equal(("abcdef123456", "T", "q"), (job.Id, job.Type, job.Queue));
    }

    [Fact]
    public void A_name_that_has_no_text_hides_no_other_member()
    {
        var job = JobText.Read("""{"\ud83d":1,"jid":"abcdef123456","jobtype":"T","args":[],"queue":"q"}""");

        Assert.Equal("q", job.Queue);
    }

    [Fact]
    public void Values_of_another_type_count_as_missing()
    {
        var job = JobText.Read("""
            {"jid":"abcdef123456","jobtype":"T","args":null,"queue":7,"at":5,"retry":"3","reserve_for":1.5,"backtrace":{},"created_at":"","failure":[],"custom":"no"}
            """);

        Assert.Equal("default", job.Queue);
        Assert.Equal("[]", job.Args.GetRawText());
        Assert.Equal((null, null, null), (job.At, job.Retry, job.ReserveFor));
        Assert.Equal((null, null, null, null), (job.Backtrace, job.CreatedAt, job.Failure, job.Custom?.GetRawText()));
    }

    [Theory]
    [InlineData("""{"jobtype":"T","args":[]}""", "without \"jid\"")]
    [InlineData("""{"jid":7,"jobtype":"T","args":[]}""", "without \"jid\"")]
    [InlineData("""{"jid":"abcdef123456","args":[]}""", "without \"jobtype\"")]
    [InlineData("""{"jid":"abcdef123456","jobtype":"T","args":{}}""", "no array but Object")]
    [InlineData("[]", "no JSON object")]
    [InlineData("", "not a job")]
    [InlineData("""{"jid":"abcdef123456","jobtype":"T","args":[]""", "not a job")]
    [InlineData("""{"jid":"abcdef123456","jobtype":"T","args":[]} x""", "not a job")]
    public void What_is_no_job_is_refused_with_what_is_wrong(string json, string message)
    {
        var error = Assert.Throws<FaktoryProtocolException>(() => JobText.Read(json));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_keeps_nothing_of_the_bytes_it_was_read_from()
    {
        var bytes = """{"jid":"abcdef123456","jobtype":"T","args":["a"],"custom":{"b":1},"failure":{"message":"m"}}"""u8.ToArray();
        var job = JobJson.Read(bytes);

        Array.Fill(bytes, (byte)'#');

        Assert.Equal(("abcdef123456", "T", """["a"]""", """{"b":1}""", "m"), (job.Id, job.Type, job.Args.GetRawText(), job.Custom!.Value.GetRawText(), job.Failure!.Message));
    }
}
