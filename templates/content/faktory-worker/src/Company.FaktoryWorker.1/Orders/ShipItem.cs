using Faktory;

namespace Company.FaktoryWorker._1.Orders;

/// <summary>Stage 3, once for each item.</summary>
[Job("order.ship-item")]
public sealed record ShipItem(int OrderId, string Sku);

[JobHandler]
public sealed class ShipItemHandler(ILogger<ShipItemHandler> logger) : IJobHandler<ShipItem>
{
    public Task HandleAsync(ShipItem job, JobContext context, CancellationToken cancellationToken)
    {
        logger.LogInformation("Order {OrderId}: shipped {Sku}", job.OrderId, job.Sku);
        return Task.CompletedTask;
    }
}
