using Faktory;

namespace Acme.Shop.Orders;

/// <summary>Stage 1, once for each item.</summary>
[Job("order.reserve-stock")]
public sealed record ReserveStock(int OrderId, string Sku);

[JobHandler]
public sealed class ReserveStockHandler(ILogger<ReserveStockHandler> logger) : IJobHandler<ReserveStock>
{
    public Task HandleAsync(ReserveStock job, JobContext context, CancellationToken cancellationToken)
    {
        // A job runs again when its process dies before it is done: give your warehouse context.Job.Id as the key of this reservation.
        logger.LogInformation("Order {OrderId}: reserved {Sku}", job.OrderId, job.Sku);
        return Task.CompletedTask;
    }
}
