using Faktory;

namespace Company.FaktoryWorker._1.Orders;

/// <summary>
/// Three stages: reserve every item, charge the card, ship every item. A stage is a batch; when all its jobs are done its success callback adds the
/// next stage. If a job fails, the chain waits for its retry and goes on from there: what has succeeded does not run again.
/// </summary>
public static class OrderChain
{
    /// <summary>Starts the chain of an order, with its first stage. The key makes a repeated call return the same chain.</summary>
    /// <returns>The id of the chain's batch.</returns>
    public static Task<string> StartAsync(IFaktoryClient jobs, Order order, CancellationToken cancellationToken) =>
        jobs.StartBatchAsync(new Batch($"order {order.Id}")
        {
            Key = $"order-{order.Id}",
            Success = Job.For<OrderFinished>(order),
            Children =
            [
                new Batch("1 reserve stock")
                {
                    Jobs = order.Skus.Select(sku => Job.From(new ReserveStock(order.Id, sku))),
                    Success = Job.For<StockReserved>(order),
                },
            ],
        }, cancellationToken);
}

/// <summary>Success callback of stage 1.</summary>
[JobHandler("order.stock-reserved")]
public sealed class StockReserved : IJobHandler<Order>
{
    public Task HandleAsync(Order order, JobContext context, CancellationToken cancellationToken) =>
        context.AddStageAsync(new Batch("2 charge card")
        {
            Jobs = [Job.For<ChargeCard>(order)],
            Success = Job.For<CardCharged>(order),
        }, cancellationToken);
}

/// <summary>Success callback of stage 2. The last stage needs no callback.</summary>
[JobHandler("order.card-charged")]
public sealed class CardCharged : IJobHandler<Order>
{
    public Task HandleAsync(Order order, JobContext context, CancellationToken cancellationToken) =>
        context.AddStageAsync(new Batch("3 ship")
        {
            Jobs = order.Skus.Select(sku => Job.From(new ShipItem(order.Id, sku))),
        }, cancellationToken);
}

/// <summary>Success callback of the whole chain.</summary>
[JobHandler("order.finished")]
public sealed class OrderFinished(ILogger<OrderFinished> logger) : IJobHandler<Order>
{
    public Task HandleAsync(Order order, JobContext context, CancellationToken cancellationToken)
    {
        logger.LogInformation("Order {OrderId} finished", order.Id);
        return Task.CompletedTask;
    }
}
