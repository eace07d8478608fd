using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faktory.Benchmarks.Micro;

/// <summary>A stage with its jobs and its callback, created and committed, on a server in this process that keeps nothing on disk. The figures include that server.</summary>
[Config(typeof(InProcessConfig))]
public class StageCreation
{
    private const int Stages = 20;

    private IHost? _host;
    private IFaktoryClient? _client;
    private BatchHandle? _parent;

    [Params(1, 100)]
    public int Jobs { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFaktoryServer().UseInMemory();
        builder.Services.AddFaktoryClient();
        _host = builder.Build();
        await _host.StartAsync();
        _client = _host.Services.GetRequiredService<IFaktoryClient>();
    }

    /// <summary>A new tree for each iteration, so that none grows beyond what is usual.</summary>
    [IterationSetup]
    public void Begin() => _parent = _client!.BeginBatchAsync(new Batch("parent") { Success = Job.Create("done") }).GetAwaiter().GetResult();

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
    }

    [Benchmark(Description = "a stage of a batch", OperationsPerInvoke = Stages)]
    public async Task StageAsync()
    {
        for (var stage = 0; stage < Stages; stage++)
        {
            await _parent!.AddStageAsync(new Batch("stage") { Jobs = Enumerable.Range(0, Jobs).Select(number => Job.Create("job", number)), Success = Job.Create("stage-done") });
        }
    }
}
