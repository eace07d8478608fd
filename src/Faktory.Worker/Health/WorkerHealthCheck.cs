using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Faktory.Worker;

/// <summary>Healthy while the workers can take jobs: connected, heartbeat fresh, fetch loop alive, not quiet.</summary>
/// <param name="name">The worker to look at; null for all of them.</param>
/// <param name="registry">Which there should be.</param>
/// <param name="running">Which there are.</param>
internal sealed class WorkerHealthCheck(string? name, WorkerRegistry? registry, RunningWorkers? running) : IHealthCheck
{
    /// <summary>Three heartbeats; the server forgets a worker after four.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(45);

    /// <summary>A server answers a FETCH within 2 s, with or without a job.</summary>
    private static readonly TimeSpan FetchPatience = TimeSpan.FromSeconds(15);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = new List<string>();
        var data = new Dictionary<string, object>();
        var names = (registry?.Names ?? []).Where(worker => name is null || worker == name).ToList();
        if (names.Count == 0)
        {
            problems.Add(name is null ? "There is no Faktory worker; call AddFaktoryWorker() on the services." : $"There is no worker named '{name}'; call AddFaktoryWorker(\"{name}\") on the services.");
        }

        foreach (var worker in names)
        {
            if (running!.Find(worker) is { } vitals)
            {
                Describe(vitals, data);
                problems.AddRange(Examine(vitals));
            }
            else
            {
                problems.Add($"{WorkerNames.Describe(worker)} has not started.");
            }
        }

        return Task.FromResult(problems.Count == 0
            ? HealthCheckResult.Healthy(names is [var only] ? $"{WorkerNames.Describe(only)} takes jobs." : $"{names.Count} Faktory workers take jobs.", data)
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', problems), null, data));
    }

    private static IEnumerable<string> Examine(WorkerVitals worker)
    {
        var who = WorkerNames.Describe(worker.Name);
        if (worker.Loop is not { } loop)
        {
            yield return $"{who} has not started.";
            yield break;
        }

        if (loop.IsQuiet)
        {
            yield return $"{who} is quiet: it fetches nothing more.";
        }
        else if (!worker.IsFetching)
        {
            yield return $"{who} has stopped fetching because of an error, which is in the log.";
        }
        else if (!worker.IsConnected)
        {
            yield return $"{who} has no connection to {worker.Endpoint}{(worker.Reason is { } reason ? $": {reason}" : ".")}";
        }
        else if (worker.Unanswered > FetchPatience)
        {
            yield return $"{who} has waited {worker.Unanswered.TotalSeconds:F0} s for {worker.Endpoint} to answer a FETCH.";
        }

        if (worker.SinceBeat is not { } age)
        {
            yield return $"{who} has not been heard by {worker.Endpoint} yet: no heartbeat was answered.";
        }
        else if (age > FreshFor)
        {
            yield return $"{who} was last heard by {worker.Endpoint} {age.TotalSeconds:F0} s ago: no heartbeat was answered since.";
        }
    }

    private static void Describe(WorkerVitals worker, Dictionary<string, object> data)
    {
        data[$"{worker.Label}.connected"] = worker.IsConnected;
        data[$"{worker.Label}.fetching"] = worker.IsFetching && worker.Unanswered <= FetchPatience;
        data[$"{worker.Label}.quiet"] = worker.Loop is { IsQuiet: true };
        if (worker.SinceBeat is { } age)
        {
            data[$"{worker.Label}.heartbeat_age"] = age;
        }
    }
}
