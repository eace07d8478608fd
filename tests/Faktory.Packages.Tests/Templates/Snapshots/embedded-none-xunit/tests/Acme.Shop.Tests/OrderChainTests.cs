using Acme.Shop.Orders;
using Faktory;
using Faktory.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Acme.Shop.Tests;

public sealed class OrderChainTests
{
    private static readonly Order _order = new(42, ["A-1", "B-2", "C-3"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_runs_through_all_stages()
    {
        await using var faktory = await StartAsync();

        var batchId = await OrderChain.StartAsync(faktory.Client, _order, Cancel);
        var chain = await faktory.WaitForBatchAsync(batchId, Cancel);

        Assert.Equal(BatchState.Succeeded, chain.State);
        Assert.Equal(_order.Skus, faktory.Pushed.For<ShipItemHandler>().Select(job => job.ArgsAs<ShipItem>().Sku));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_callback_that_is_killed_half_way_ships_no_item_twice(int afterPushes)
    {
        await using var faktory = await StartAsync();
        faktory.CrashDuring<CardCharged>(afterPushes);

        var batchId = await OrderChain.StartAsync(faktory.Client, _order, Cancel);
        var chain = await faktory.WaitForBatchAsync(batchId, Cancel);

        Assert.Equal(BatchState.Succeeded, chain.State);
        Assert.Equal(_order.Skus, faktory.Pushed.For<ShipItemHandler>().Select(job => job.ArgsAs<ShipItem>().Sku).Order());
    }

    [Fact]
    public async Task An_order_that_is_started_twice_runs_once()
    {
        await using var faktory = await StartAsync();

        var first = await OrderChain.StartAsync(faktory.Client, _order, Cancel);
        var second = await OrderChain.StartAsync(faktory.Client, _order, Cancel);

        Assert.Equal(first, second);
    }

    private static Task<FaktoryTestHost> StartAsync() => FaktoryTestHost.StartAsync(services =>
        services.AddFaktoryWorker().AddHandlersFromAssemblyContaining<OrderFinished>());
}
