using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Testing.Tests;

/// <summary>Results from handlers to the callback that reads them, on the embedded server.</summary>
public sealed class EmbeddedResultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_callback_reads_what_three_jobs_resulted_in(bool onDisk)
    {
        var data = Directory.CreateTempSubdirectory("faktory-");
        using var host = Create(onDisk ? data.FullName : null);
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<IFaktoryClient>();

        var bid = await client.StartBatchAsync(
            new Batch("Count words") { Success = Job.Create("sum"), Jobs = [Count("one two"), Count("three"), Count("")] }, Cancel);
        var counts = await host.Services.GetRequiredService<Ledger>().Counts.Task.WaitAsync(Patience, Cancel);
        while ((await client.GetBatchStatusAsync(bid, Cancel))!.State != BatchState.Succeeded)
        {
            await Task.Yield();
        }

        var listed = await client.ListBatchesAsync(new BatchFilter { Text = "count", State = BatchState.Succeeded }, Cancel).ToListAsync(Cancel);
        await host.StopAsync(Cancel);

        Assert.Equal(["0 words", "1 words", "2 words"], counts.Order());
        Assert.Equal([bid], listed.Select(batch => batch.Id));
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Results_outlive_a_restart_of_the_process_that_embeds_the_server()
    {
        var data = Directory.CreateTempSubdirectory("faktory-");
        string bid;
        using (var first = Create(data.FullName))
        {
            await first.StartAsync(Cancel);
            bid = await first.Services.GetRequiredService<IFaktoryClient>().StartBatchAsync(
                new Batch("Count words") { Success = Job.Create("sum"), Jobs = [Count("one two")] }, Cancel);
            await first.Services.GetRequiredService<Ledger>().Counts.Task.WaitAsync(Patience, Cancel);
            await first.StopAsync(Cancel);
        }

        using var second = Create(data.FullName);
        await second.StartAsync(Cancel);
        var results = await second.Services.GetRequiredService<IFaktoryClient>().GetBatchResultsAsync(bid, Cancel).ToListAsync(Cancel);
        await second.StopAsync(Cancel);

        Assert.Equal("""{"unit":"words","count":2}""", Assert.Single(results).Value.GetRawText());
        data.Delete(recursive: true);
    }

    private static Job Count(string text) => Job.Create("count", text);

    private static IHost Create(string? data)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<Ledger>();
        var server = builder.Services.AddFaktoryServer(options => options.Listen = "");
        _ = data is null ? server.UseInMemory() : server.UseSqlite(Path.Combine(data, "faktory.db"));
        builder.Services.AddFaktoryWorker(options => options.Concurrency = 4).AddHandler<Counter>().AddHandler<Sum>();
        return builder.Build();
    }

    private sealed record WordCount(string Unit, int Count);

    private sealed class Ledger
    {
        public TaskCompletionSource<List<string>> Counts { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [JobHandler("count")]
    private sealed class Counter : IJobHandler<string, WordCount>
    {
        public Task<WordCount> HandleAsync(string args, JobContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new WordCount("words", args.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [JobHandler("sum")]
    private sealed class Sum(IFaktoryClient client, Ledger ledger) : IJobHandler
    {
        public async Task HandleAsync(JobContext context, CancellationToken cancellationToken)
        {
            var counts = await client.GetBatchResultsAsync(context.Callback!.BatchId, cancellationToken)
                .Select(result => result.Value.Deserialize<WordCount>(JsonSerializerOptions.Web)!)
                .Select(count => $"{count.Count} {count.Unit}")
                .ToListAsync(cancellationToken);
            ledger.Counts.TrySetResult(counts);
        }
    }
}
