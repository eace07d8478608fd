global using Faktory;
global using Hangfire;

public abstract partial class Surroundings
{
    protected WebApplicationBuilder builder = null!;
    protected IFaktoryClient jobs = null!;
}

public sealed class Shop
{
    public void Reserve(int order) { }
    public void Charge(int order) { }
    public void Report() { }
}

public sealed record OrderArgs(int OrderId);

public abstract class OfOrder : IJobHandler<OrderArgs>
{
    public Task HandleAsync(OrderArgs args, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}

[JobHandler("order.finished")]
public sealed class Finished : OfOrder;

[JobHandler("order.reserve")]
public sealed class Reserve : OfOrder;

[JobHandler("order.charge")]
public sealed class Charge : OfOrder;
