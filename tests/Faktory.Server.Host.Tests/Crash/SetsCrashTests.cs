using System.Diagnostics;
using Faktory.Server.Host.Tests.Crash.Sets;

namespace Faktory.Server.Host.Tests.Crash;

/// <summary>The stand-alone server as a process that is killed while every one of its sets changes.</summary>
public sealed class SetsCrashTests
{
    private const int Kills = 20;

    [Fact]
    public async Task Every_set_of_a_server_that_is_killed_again_and_again_holds_what_was_acknowledged_and_nothing_else()
    {
        var watch = Stopwatch.StartNew();
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var run = new SetsRun(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await run.StartAsync();
            await run.KillUnderLoadAsync(replies: random.Next(20, 1500));
        }

        await run.StartAsync();
        await run.DrainAsync();
        run.Print(watch.Elapsed);
    }
}
