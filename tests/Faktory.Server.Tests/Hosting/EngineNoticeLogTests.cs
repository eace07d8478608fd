using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Tests.Hosting;

public sealed class EngineNoticeLogTests
{
    [Fact]
    public void Every_kind_of_notice_is_logged_with_what_it_is_about()
    {
        foreach (var kind in Enum.GetValues<EngineNoticeKind>())
        {
            var logger = new RecordingLogger<EngineNoticeLogTests>();

            logger.Log(new EngineNotice(kind, "b-subject"));

            Assert.Contains("b-subject", Assert.Single(logger.Entries).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Expired_jobs_are_one_line_with_their_number()
    {
        var logger = new RecordingLogger<EngineNoticeLogTests>();

        logger.Log(new EngineNotice(EngineNoticeKind.JobsExpired, "mail") { JobId = "abcdef123456", Count = 1_000 });

        Assert.Equal((LogLevel.Information, "Halt: job expired. 1000 from queue mail dropped unrun, the first abcdef123456."), Assert.Single(logger.Entries));
    }
}
