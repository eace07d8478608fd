using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests.Outages;

/// <summary>Counts the executions of numbered jobs, whichever worker runs them.</summary>
internal sealed class Tally(int jobs)
{
    private readonly ConcurrentDictionary<string, int> _executions = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Called with the number of executions so far, one at a time per number.</summary>
    public Action<int> OnExecution { get; init; } = _ => { };

    public int Executions => Volatile.Read(ref _count);

    /// <summary>Completes when every job was executed.</summary>
    public Task Complete => _complete.Task;

    public IReadOnlyList<string> Repeated => [.. _executions.Where(entry => entry.Value > 1).Select(entry => entry.Key).Order(StringComparer.Ordinal)];

    public IEnumerable<Job> Jobs => Enumerable.Range(0, jobs).Select(number => new Job("tally", JsonElement.Parse("[]")) { Id = Name(number) });

    public IEnumerable<string> Missing => Enumerable.Range(0, jobs).Select(Name).Where(id => !_executions.ContainsKey(id));

    /// <summary>A host with a worker that counts.</summary>
    public IHost CreateWorker(string url)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(this);
        builder.Services.AddFaktoryClient(options => options.Url = url);
        builder.Services.AddFaktoryWorker(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10)).AddHandler<TallyHandler>();
        return builder.Build();
    }

    public void Executed(string id)
    {
        _executions.AddOrUpdate(id, 1, (_, count) => count + 1);
        OnExecution(Interlocked.Increment(ref _count));
        if (_executions.Count == jobs)
        {
            _complete.TrySetResult();
        }
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"tally-{number:00000}");
}

[JobHandler("tally")]
internal sealed class TallyHandler(Tally tally) : IJobHandler
{
    public Task HandleAsync(JobContext context, CancellationToken cancellationToken)
    {
        tally.Executed(context.Job.Id);
        return Task.CompletedTask;
    }
}
