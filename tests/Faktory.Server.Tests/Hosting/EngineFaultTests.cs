using Faktory.Server.Engine;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Tests.Hosting;

public sealed class EngineFaultTests
{
    [Fact]
    public async Task An_engine_that_throws_is_loaded_again_and_only_the_culprit_loses_its_connection()
    {
        await using var engine = await EngineHarness.StartAsync();
        var (culprit, other) = (engine.Connect(), engine.Connect());
        await other.SendAsync(other.Push("job-00001"));

        var unknown = culprit.Post(new UnknownCommand(culprit.Session));
        await culprit.Aborted;
        await engine.Store.WaitForOpensAsync(2).SoonAsync();
        string fetched;
        do
        {
            fetched = await other.SendAsync(other.Fetch());
        }
        while (fetched == "-ERR storage unavailable");

        Assert.Contains("job-00001", fetched, StringComparison.Ordinal);
        Assert.False(unknown.IsReleased);
        Assert.False(other.IsAborted);
        var critical = Assert.Single(engine.Logger.Entries, entry => entry.Level == LogLevel.Critical);
        Assert.Contains(nameof(UnknownCommand), critical.Message, StringComparison.Ordinal);
    }

    private sealed class UnknownCommand(Session session) : Command(session);
}
