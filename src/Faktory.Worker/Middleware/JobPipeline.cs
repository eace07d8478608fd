using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Worker;

/// <summary>The middleware of one worker, in the order they were added.</summary>
internal sealed class JobPipeline
{
    private readonly List<Func<JobContext, JobDelegate, Task>> _middleware = [];

    /// <summary>Adds one, inside those that are there.</summary>
    public void Add(Func<JobContext, JobDelegate, Task> middleware) => _middleware.Add(middleware);

    /// <summary>Adds one outside of those that are there.</summary>
    public void AddOutermost(Func<JobContext, JobDelegate, Task> middleware) => _middleware.Insert(0, middleware);

    /// <summary>Adds one that is taken from the job's scope.</summary>
    public void Add<TMiddleware>()
        where TMiddleware : class, IJobMiddleware =>
        Add((context, next) => context.Services.GetRequiredService<TMiddleware>().InvokeAsync(context, next));

    /// <summary>These, and inside of them those of another worker.</summary>
    public JobPipeline With(JobPipeline inner)
    {
        var both = new JobPipeline();
        both._middleware.AddRange([.. _middleware, .. inner._middleware]);
        return both;
    }

    /// <summary>Puts them around a handler.</summary>
    public JobDelegate Around(JobDelegate handler)
    {
        var result = handler;
        for (var index = _middleware.Count - 1; index >= 0; index--)
        {
            var (middleware, next) = (_middleware[index], result);
            result = context => middleware(context, next);
        }

        return result;
    }
}
