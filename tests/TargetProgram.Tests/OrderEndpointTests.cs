using System.Net;
using System.Net.Http.Json;
using Faktory;
using Faktory.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

public sealed class OrderEndpointTests : IAsyncDisposable
{
    private readonly FreePayments _payments = new();
    private readonly WebApplicationFactory<Program> _app;

    public OrderEndpointTests() =>
        _app = new WebApplicationFactory<Program>().WithWebHostBuilder(app => app.ConfigureTestServices(services => services
            .UseFaktoryTestServer()                                             // instead of the program's SQLite file and TCP port
            .AddSingleton<IPayments>(_payments)));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Starting_an_order_runs_its_whole_chain()
    {
        using var http = _app.CreateClient();
        await using var faktory = FaktoryTestHost.Attach(_app.Services);

        var started = await http.PostAsJsonAsync(new Uri("/orders/42/start", UriKind.Relative), new[] { "A-1", "B-2" }, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var batchId = (await started.Content.ReadFromJsonAsync<string>(Cancel))!;

        Assert.Equal(BatchState.Succeeded, (await faktory.WaitForBatchAsync(batchId, Cancel)).State);
        Assert.Equal(["A-1", "B-2"], faktory.Pushed.For<ReserveStockHandler>().Select(job => job.ArgsAs<ReserveStock>().Sku));
        Assert.Equal(42, faktory.Pushed.OneFor<Ship>().ArgsAs<OrderArgs>().OrderId);
        Assert.Equal(["A-1", "B-2"], ((InMemoryStock)_app.Services.GetRequiredService<IStock>()).Reserved.Order());
    }

    [Fact]
    public async Task A_carrier_that_is_closed_today_is_asked_again_in_twelve_hours()
    {
        using var http = _app.CreateClient();
        await using var faktory = FaktoryTestHost.Attach(_app.Services);

        await http.PostAsync(new Uri("/orders/13/ship", UriKind.Relative), null, Cancel);
        var drained = await faktory.DrainAsync(Cancel);

        var retry = Assert.Single(drained.Waiting);
        Assert.Equal((WaitingFor.Retry, "carrier closed today"), (retry.For, retry.Job.Failure!.Message));
        Assert.InRange(retry.DueAt!.Value, DateTimeOffset.UtcNow.AddHours(11), DateTimeOffset.UtcNow.AddHours(13));
    }

    [Fact]
    public async Task An_order_is_charged_once_in_ten_minutes()
    {
        using var http = _app.CreateClient();
        _payments.Open = new TaskCompletionSource();

        var first = await http.PostAsync(new Uri("/orders/1/charge", UriKind.Relative), null, Cancel);
        var second = await http.PostAsync(new Uri("/orders/1/charge", UriKind.Relative), null, Cancel);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
        _payments.Open.SetResult();
    }

    [Fact]
    public async Task The_program_is_ready_once_its_workers_are()
    {
        using var http = _app.CreateClient();
        await using var faktory = FaktoryTestHost.Attach(_app.Services);
        await faktory.DrainAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancel)).StatusCode);
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancel));
    }

    private sealed class FreePayments : IPayments
    {
        public TaskCompletionSource? Open { get; set; }

        public Task ChargeAsync(int orderId, string key, CancellationToken cancellationToken) => Open?.Task ?? Task.CompletedTask;
    }
}
