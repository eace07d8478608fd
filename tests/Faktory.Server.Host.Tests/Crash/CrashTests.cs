using System.Diagnostics;

namespace Faktory.Server.Host.Tests.Crash;

/// <summary>The stand-alone server as a process that is killed under load: nothing it promised may be lost.</summary>
public sealed class CrashTests
{
    private const int Rounds = 20;

    [Fact]
    public async Task A_server_that_is_killed_again_and_again_under_load_loses_nothing_and_completes_every_batch_once()
    {
        var watch = Stopwatch.StartNew();
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var run = new CrashRun(seed);
        for (var round = 0; round < Rounds; round++)
        {
            await run.StartAsync();
            await run.LoadAsync(replies: random.Next(20, 1200));
            await run.KillAsync();
            if (round % 5 == 4)
            {
                await run.InterruptStartAsync(TimeSpan.FromMilliseconds(random.Next(50, 400)));
            }
        }

        await run.StartAsync();
        await run.CompleteAsync();

        await run.AssertAllDoneAsync();
        run.Print($"killed {Rounds} times under load and {Rounds / 5} times while it started in {watch.Elapsed.TotalSeconds:0} s");
    }
}
