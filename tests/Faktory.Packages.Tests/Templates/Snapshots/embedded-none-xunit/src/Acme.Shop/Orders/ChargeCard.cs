using Faktory;

namespace Acme.Shop.Orders;

/// <summary>Stage 2. Several handlers take an order, so the job's name stands on the handler.</summary>
[JobHandler("order.charge-card")]
public sealed class ChargeCard(ILogger<ChargeCard> logger) : IJobHandler<Order>
{
    public Task HandleAsync(Order order, JobContext context, CancellationToken cancellationToken)
    {
        logger.LogInformation("Order {OrderId}: charged for {Count} items", order.Id, order.Skus.Length);
        return Task.CompletedTask;
    }
}
