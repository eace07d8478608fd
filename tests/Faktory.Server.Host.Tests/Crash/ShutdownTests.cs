namespace Faktory.Server.Host.Tests.Crash;

/// <summary>The stand-alone server as a process that gets SIGTERM under load.</summary>
public sealed class ShutdownTests
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_server_that_is_told_to_stop_under_load_ends_in_time_and_loses_nothing()
    {
        await using var run = new CrashRun(Random.Shared.Next());
        await run.StartAsync();
        await run.LoadAsync(replies: 500);

        var (exitCode, duration) = await run.TerminateAsync();

        Assert.Equal(0, exitCode);
        Assert.True(duration < LongestStop, $"The server took {duration} to stop");
        await run.StartAsync();
        await run.CompleteAsync();
        await run.AssertAllDoneAsync();
        run.Print($"told to stop once, which took {duration.TotalMilliseconds:0} ms");
    }
}
