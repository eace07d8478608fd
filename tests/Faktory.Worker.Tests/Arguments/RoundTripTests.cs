using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Arguments;

/// <summary>A server in the same process takes no short cut: what a handler gets has been JSON.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public async Task C_108_Arguments_pass_through_JSON_even_within_one_process()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddFaktoryServer(options =>
        {
            options.Enabled = true;
            options.Listen = "";
        }).UseInMemory();
        var received = new TaskCompletionSource<Parcel>(TaskCreationOptions.RunContinuationsAsynchronously);
        builder.Services.AddSingleton(received);
        builder.Services.AddFaktoryWorker().AddHandler<Receiver>();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var sent = new Parcel { Weight = 3, Note = "only here" };

        await host.Services.GetRequiredService<IFaktoryClient>().PushAsync(Job.For<Receiver>(sent), TestContext.Current.CancellationToken);
        var parcel = await received.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.NotSame(sent, parcel);
        Assert.Equal((3.0, null), (parcel.Weight, parcel.Note));
    }

    internal sealed class Parcel
    {
        public double Weight { get; set; }

        [JsonIgnore]
        public string? Note { get; set; }
    }

    [JobHandler("parcel")]
    internal sealed class Receiver(TaskCompletionSource<Parcel> received) : IJobHandler<Parcel>
    {
        public Task HandleAsync(Parcel args, JobContext context, CancellationToken cancellationToken)
        {
            received.SetResult(args);
            return Task.CompletedTask;
        }
    }
}
