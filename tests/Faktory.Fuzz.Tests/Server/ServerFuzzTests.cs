using System.Diagnostics;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>Any bytes to the server, in this process.</summary>
public sealed class ServerFuzzTests(ITestOutputHelper output)
{
    private const int SessionsBetweenChecks = 16;
    private const int SessionsBetweenRestarts = 48;
    private const int SessionsBetweenFlushes = 480;
    private const long MaxGrowth = 32 * 1024 * 1024;

    [Fact]
    public async Task Whatever_clients_send_every_line_is_answered_and_what_was_accepted_can_be_loaded_again()
    {
        await using var world = await FuzzWorld.StartAsync();
        var watch = Stopwatch.StartNew();
        var heap = long.MaxValue;
        var lines = 0;
        for (var sessions = 1; lines < FuzzBudget.Inputs; sessions++)
        {
            lines += await world.PlaySessionAsync();
            world.PassTime();
            if (sessions % SessionsBetweenChecks == 0)
            {
                world.CheckInvariants();
            }

            if (sessions % SessionsBetweenRestarts == 0)
            {
                await world.RestartAsync();
            }

            if (sessions % SessionsBetweenFlushes == 0)
            {
                world.Flush();
                var now = GC.GetTotalMemory(forceFullCollection: true);
                Assert.True(now - MaxGrowth < heap, $"An emptied server holds {now >> 20} MB after {lines} lines; it was {heap >> 20} MB.");
                heap = Math.Min(heap, now);
            }
        }

        world.CheckInvariants();
        await world.RestartAsync();
        output.WriteLine($"{lines} lines, {world.Accepted} accepted, in {watch.Elapsed.TotalSeconds:0} s; the heap of the emptied server {heap >> 20} MB.");
    }
}
