using System.Runtime.CompilerServices;
using Faktory.Client.Tests.Scripted;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Client.Tests.Batches;

/// <summary>Lesson 14: the client that fills a batch of very many jobs needs no more memory for the last than for the first.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class MillionLessonTests
{
    private const int Jobs = 100_000;
    private const int FirstLook = 20_000;
    private const int SecondLook = 90_000;
    private const long MaxGrowth = 3 * 1024 * 1024;

    [Fact]
    public async Task Lesson_14_The_memory_of_a_client_stays_flat_while_it_fills_a_batch()
    {
        var services = new ServiceCollection();
        services.AddSingleton<Protocol.IFaktoryTransport>(new ForgetfulServer());
        services.AddSingleton(new ClientEnvironment(_ => null));
        services.AddFaktoryClient();
        await using var provider = services.BuildServiceProvider();
        await using var batch = await provider.GetRequiredService<IFaktoryClient>()
            .BeginBatchAsync(new Batch("many") { Success = Job.Create("done") }, TestContext.Current.CancellationToken);
        var held = new List<long>();

        var result = await batch.PushManyAsync(Many(held, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await batch.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Jobs, result.Pushed);
        Assert.Equal(2, held.Count);
        Assert.True(held[1] - held[0] < MaxGrowth, $"After {FirstLook} jobs {held[0] >> 10} KB, after {SecondLook} jobs {held[1] >> 10} KB.");
    }

    private static async IAsyncEnumerable<Job> Many(List<long> held, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var argument = new string('x', 200);
        for (var number = 0; number < Jobs; number++)
        {
            if (number is FirstLook or SecondLook)
            {
                held.Add(GC.GetTotalMemory(forceFullCollection: true));
                await Task.Yield();
            }

            cancellationToken.ThrowIfCancellationRequested();
            yield return Job.Create("member", number, argument);
        }
    }
}
