global using Faktory;
global using Faktory.Testing;
global using Microsoft.AspNetCore.Mvc.Testing;
global using Microsoft.AspNetCore.TestHost;
global using Xunit;

public abstract partial class Surroundings
{
    protected static CancellationToken Cancel => default;
    protected FaktoryTestHost faktory = null!;
    protected InMemoryStock _stock = null!;
    protected IPayments _payments = null!;
    protected WebApplicationFactory<Program> _app = null!;
}

public sealed class FakePayments : IPayments
{
    public Task ChargeAsync(int orderId, string key, CancellationToken cancellationToken) => Task.CompletedTask;
}
