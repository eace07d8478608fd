using Faktory;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Acme.Shop.Orders;

public static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder app)
    {
        app.MapPost("/orders/{id:int}", async (int id, [FromQuery] string[] sku, IFaktoryClient jobs, CancellationToken cancellationToken) =>
        {
            var batchId = await OrderChain.StartAsync(jobs, new Order(id, sku), cancellationToken);
            return TypedResults.Accepted($"/chains/{batchId}", new { chain = $"/chains/{batchId}" });
        });

        app.MapGet("/chains/{batchId}", async Task<Results<Ok<BatchView>, NotFound>> (string batchId, IFaktoryClient jobs, CancellationToken cancellationToken) =>
            await jobs.GetBatchTreeAsync(batchId, cancellationToken) is { } tree ? TypedResults.Ok(BatchView.Of(tree)) : TypedResults.NotFound());
    }
}
