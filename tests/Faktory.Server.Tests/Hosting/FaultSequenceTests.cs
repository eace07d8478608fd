using System.Diagnostics;
using CsCheck;
using Faktory.Server.Tests.Hosting.Faults;

namespace Faktory.Server.Tests.Hosting;

/// <summary>DESIGN.md, rules 2 to 4 of the engine, under random commands and random faults of the store.</summary>
public sealed class FaultSequenceTests
{
    private const int Sequences = 150;

    private static readonly Gen<(byte Kind, byte Choice)[]> Steps = Gen.Select(Gen.Byte, Gen.Byte).Array[20, 150];

    [Fact]
    public async Task Whatever_the_store_does_no_reply_lies_and_the_server_comes_back()
    {
        var watch = Stopwatch.StartNew();
        int acknowledged = 0, refused = 0, inDoubt = 0, outages = 0;

        await Steps.SampleAsync(
            async steps =>
            {
                await using var run = await FaultRun.StartAsync();
                foreach (var (kind, choice) in steps)
                {
                    await run.StepAsync(kind, choice);
                }

                await run.RecoverAsync();
                await run.CheckAsync();
                Interlocked.Add(ref acknowledged, run.All.Sum(player => player.Acknowledged));
                Interlocked.Add(ref refused, run.All.Sum(player => player.Refused));
                Interlocked.Add(ref inDoubt, run.All.Sum(player => player.InDoubt));
                Interlocked.Add(ref outages, run.Outages);
            },
            iter: Sequences,
            threads: 2);

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Sequences} sequences in {watch.Elapsed.TotalSeconds:0.0} s: {acknowledged} commands acknowledged, {refused} refused, {inDoubt} in doubt, {outages} openings after a fault; lies: 0");
        Assert.All([acknowledged, refused, inDoubt, outages], count => Assert.NotEqual(0, count));
    }
}
