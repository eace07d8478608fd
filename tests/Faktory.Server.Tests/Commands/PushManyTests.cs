using Faktory.Server.Engine;
using static Faktory.Server.Tests.Commands.Parsing;

namespace Faktory.Server.Tests.Commands;

public sealed class PushManyTests
{
    [Fact]
    public void Good_jobs_keep_their_order_and_bad_ones_are_refused_by_their_id()
    {
        var command = Command<PushManyCommand>(
            """PUSHB [{"jid":"good0001","jobtype":"T","args":[]},{"jid":"pb000004","args":[]},{"jid":"short"},{"jobtype":"T"},null,{"jid":"good0002","jobtype":"T","args":[],"queue":"q"}]""");

        Assert.Equal(["good0001", "good0002"], command.Jobs.Select(job => job.JobId));
        Assert.Equal(3, command.Refused.Count);
        Assert.Equal("jobs must have a jobtype parameter", command.Refused["pb000004"]);
        Assert.Equal("jobs must have a reasonable jid parameter", command.Refused["short"]);
        Assert.Equal("jobs must have a reasonable jid parameter", command.Refused[""]);
    }

    [Theory]
    [InlineData("PUSHB []")]
    [InlineData("PUSHB null")]
    public void No_jobs_are_no_error(string line)
    {
        var command = Command<PushManyCommand>(line);

        Assert.Empty(command.Jobs);
        Assert.Empty(command.Refused);
    }

    [Theory]
    [InlineData("PUSHB {}")]
    [InlineData("PUSHB [{]")]
    [InlineData("PUSHB [1]")]
    [InlineData("PUSHB ")]
    [InlineData("PUSHB [{\"jid\":\"good0001\",\"jobtype\":\"T\",\"args\":[]},{\"jid\":7}]")]
    public void One_element_that_is_no_job_refuses_all(string line)
    {
        Assert.StartsWith("ERR invalid JSON: ", Error(line), StringComparison.Ordinal);
    }
}
