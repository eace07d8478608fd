using System.Text.Json;
using Faktory.Worker;

namespace Faktory.Testing;

/// <summary>Finds jobs by their handlers and reads their arguments, for assertions.</summary>
public static class JobAssertions
{
    /// <summary>The jobs that a handler runs, by the job types of its attributes.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="jobs">For example what was pushed.</param>
    public static IReadOnlyList<Job> For<THandler>(this IEnumerable<Job> jobs)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var types = JobTypes.Of(typeof(THandler));
        return [.. jobs.Where(job => types.Contains(job.Type))];
    }

    /// <summary>The one job that a handler runs.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="jobs">For example what was pushed.</param>
    /// <exception cref="InvalidOperationException">There is none, or there are several; the message lists the jobs.</exception>
    public static Job OneFor<THandler>(this IEnumerable<Job> jobs)
        where THandler : class
    {
        var all = jobs as IReadOnlyList<Job> ?? [.. jobs];
        return all.For<THandler>() is [var only] ? only : throw new InvalidOperationException(
            $"There should be one job for {typeof(THandler).Name}, but there are {all.For<THandler>().Count} among {all.Count}: {string.Join(", ", all.Take(20).Select(job => $"{job.Type} {job.Args.GetRawText()}"))}{(all.Count > 20 ? " …" : "")}");
    }

    /// <summary>A job's arguments as a handler receives them, read with the same rules.</summary>
    /// <typeparam name="TArgs">What the handler takes.</typeparam>
    /// <param name="job">The job.</param>
    /// <exception cref="JobArgumentException">They do not fit; the message says where.</exception>
    public static TArgs ArgsAs<TArgs>(this Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return (TArgs)ArgumentBinder.For(typeof(TArgs), JsonSerializerOptions.Web).Bind(job.Args)!;
    }
}
