namespace Company.FaktoryWorker._1.Orders;

/// <summary>What the jobs of an order's chain are told.</summary>
/// <param name="Id">The order.</param>
/// <param name="Skus">Its items.</param>
public sealed record Order(int Id, string[] Skus);
