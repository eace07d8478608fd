using Faktory;
using Faktory.Testing;
using Microsoft.Extensions.DependencyInjection;

/// <summary>The examples of docs/testing.md that <see cref="OrderTests"/> does not have.</summary>
public sealed class ExampleTests
{
    private readonly InMemoryStock _stock = new();
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Code_that_starts_a_chain_needs_no_server()
    {
        var jobs = new RecordingFaktoryClient();

        await OrderChain.StartAsync(jobs, 42, ["A-1", "B-2"], Cancel);

        var order = Assert.Single(jobs.Batches);
        Assert.Equal("order-42", order.Key);
        Assert.Equal(["A-1", "B-2"], order.Children[0].Jobs.Select(job => job.ArgsAs<ReserveStock>().Sku));
    }

    [Fact]
    public async Task A_handler_runs_as_it_would_in_a_worker()
    {
        await using var faktory = await StartAsync();

        await faktory.ExecuteAsync<ReserveStockHandler>(new ReserveStock(42, "A-1"), Cancel);

        Assert.Equal(["A-1"], _stock.Reserved);
    }

    [Fact]
    public async Task A_delayed_job_runs_in_its_hour()
    {
        await using var faktory = await StartAsync();
        await faktory.Client.PushAsync(Job.From(new ReserveStock(42, "A-1")) with { Delay = TimeSpan.FromHours(24) }, Cancel);

        await faktory.AdvanceAsync(TimeSpan.FromHours(23), Cancel);
        Assert.Empty(_stock.Reserved);
        await faktory.AdvanceAsync(TimeSpan.FromHours(1), Cancel);
        Assert.Equal(["A-1"], _stock.Reserved);
    }

    [Fact]
    public async Task A_closed_carrier_is_asked_again()
    {
        await using var faktory = await StartAsync();
        await faktory.Client.PushAsync(Job.For<Ship>(new OrderArgs(13)), Cancel);

        var drained = await faktory.DrainAsync(Cancel);

        var retry = Assert.Single(drained.Waiting);
        Assert.Equal(faktory.Time.GetUtcNow().AddHours(12), retry.DueAt!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal("carrier closed today", retry.Job.Failure!.Message);
    }

    [Fact]
    public async Task A_chain_finishes_and_ships_each_order_once()
    {
        await using var faktory = await StartAsync();

        var batchId = await OrderChain.StartAsync(faktory.Client, 42, ["A-1", "B-2"], Cancel);
        var status = await faktory.WaitForBatchAsync(batchId, Cancel);

        Assert.Equal(BatchState.Succeeded, status.State);
        Assert.Equal(42, faktory.Pushed.OneFor<Ship>().ArgsAs<OrderArgs>().OrderId);
    }

    private Task<FaktoryTestHost> StartAsync() => FaktoryTestHost.StartAsync(services => services
        .AddSingleton<IStock>(_stock)
        .AddSingleton<IPayments>(new FakePayments())
        .AddFaktoryWorker().AddHandlersFromAssemblyContaining<OrderFinished>());

    private sealed class FakePayments : IPayments
    {
        public Task ChargeAsync(int orderId, string key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
