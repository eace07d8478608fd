using Faktory.Worker;

namespace Faktory.Testing;

/// <summary>Which handlers' next runs are to be killed, and the middleware, outside of all other, that kills them.</summary>
internal sealed class CrashPlans
{
    private readonly AsyncLocal<CrashRun?> _current = new();
    private readonly Lock _gate = new();
    private readonly List<(Type Handler, int AfterPushes)> _plans = [];
    private readonly List<string> _missed = [];

    /// <summary>The run that is to be killed on this flow of execution; null for any other.</summary>
    public CrashRun? Current => _current.Value;

    public void Add(Type handler, int afterPushes)
    {
        lock (_gate)
        {
            _plans.Add((handler, afterPushes));
        }
    }

    /// <summary>Takes what is to be said of runs that ended before they could be killed; null for nothing.</summary>
    public string? TakeMissed()
    {
        lock (_gate)
        {
            var message = _missed.Count == 0 ? null : string.Join(' ', _missed);
            _missed.Clear();
            return message;
        }
    }

    public async Task InvokeAsync(JobContext context, JobDelegate next)
    {
        if (Take(context) is not { } afterPushes)
        {
            await next(context);
            return;
        }

        var run = new CrashRun(afterPushes);
        _current.Value = run;
        var handler = next(context);
        if (await Task.WhenAny(run.Died, handler) == handler && !run.IsDue)
        {
            Miss($"CrashDuring<{((WorkerJobContext)context).HandlerType!.Name}>({afterPushes}) killed nothing: its run ended after {run.Pushes} pushes.");
            await handler;
            return;
        }

        throw new RunDroppedException();
    }

    private int? Take(JobContext context)
    {
        lock (_gate)
        {
            var index = _plans.FindIndex(plan => plan.Handler == (context as WorkerJobContext)?.HandlerType);
            if (index < 0)
            {
                return null;
            }

            var afterPushes = _plans[index].AfterPushes;
            _plans.RemoveAt(index);
            return afterPushes;
        }
    }

    private void Miss(string message)
    {
        lock (_gate)
        {
            _missed.Add(message);
        }
    }
}
