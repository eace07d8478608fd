using Microsoft.Extensions.DependencyInjection;

namespace Faktory;

/// <summary>Configures one worker.</summary>
public interface IFaktoryWorkerBuilder
{
    /// <summary>The worker's name; empty for the default worker.</summary>
    string Name { get; }

    /// <summary>The services it is registered in.</summary>
    IServiceCollection Services { get; }

    /// <summary>Adds one handler, a class with <see cref="JobHandlerAttribute"/>. Mistakes in it are errors when the host starts. Adding it again, or finding it by a scan, adds to its settings.
    /// Each job gets a new one out of its own scope, unless the class is registered as a service already.</summary>
    /// <param name="configure">Its settings in this worker.</param>
    IFaktoryWorkerBuilder AddHandler<THandler>(Action<JobHandlerOptions>? configure = null)
        where THandler : class;

    /// <summary>Adds every class with <see cref="JobHandlerAttribute"/> in the assembly of <typeparamref name="T"/>, public or not. Mistakes in them are errors when the host starts.</summary>
    IFaktoryWorkerBuilder AddHandlersFromAssemblyContaining<T>();

    /// <summary>
    /// Adds a delegate as the handler of a job type, for small cases:
    /// <c>MapJob("cache.warm", (string region, ICache cache, CancellationToken ct) =&gt; cache.WarmAsync(region, ct))</c>.
    /// </summary>
    /// <remarks>
    /// <see cref="JobContext"/>, <see cref="CancellationToken"/>, <see cref="IServiceProvider"/>, parameters with <see cref="FromKeyedServicesAttribute"/> and those whose
    /// type is a registered service come from the job's scope. The others are the job's arguments, in order; missing trailing ones take the defaults of optional
    /// parameters. A single record, class or <see cref="System.Text.Json.JsonElement"/> among them takes the arguments as <see cref="IJobHandler{TArgs}"/> does.
    /// The delegate may return nothing, a task, or a result or a task of one, which travels as that of <see cref="IJobHandler{TArgs, TResult}"/>.
    /// Mistakes are errors when the host starts and name the job type and the parameter.
    /// </remarks>
    /// <param name="type">The job type.</param>
    /// <param name="handler">The delegate.</param>
    /// <param name="configure">Its settings in this worker.</param>
    IFaktoryWorkerBuilder MapJob(string type, Delegate handler, Action<JobHandlerOptions>? configure = null);

    /// <summary>
    /// Decides what becomes of a job when its handler or a middleware throws a <typeparamref name="TException"/>. The rule for the most derived type wins, and a later
    /// one for the same type replaces an earlier one; the rules of the handler's own <see cref="JobHandlerOptions"/> go before these.
    /// An exception that only carries others (<see cref="AggregateException"/>, <see cref="System.Reflection.TargetInvocationException"/>) and has no rule itself goes by
    /// the rules for what it carries, if they agree. <see cref="JobFailedException"/> says itself what becomes of its job; without any rule it is retried.
    /// </summary>
    /// <param name="action">What becomes of it.</param>
    IFaktoryWorkerBuilder OnException<TException>(FailureAction action)
        where TException : Exception;

    /// <inheritdoc cref="OnException{TException}(FailureAction)"/>
    /// <param name="decide">Decides case by case; runs within the job's scope. If it throws, that is logged and the job is retried.</param>
    IFaktoryWorkerBuilder OnException<TException>(Func<TException, JobContext, FailureAction> decide)
        where TException : Exception;

    /// <summary>Adds a middleware around every job, taken from the job's scope; the first added is the outermost.</summary>
    IFaktoryWorkerBuilder UseMiddleware<TMiddleware>()
        where TMiddleware : class, IJobMiddleware;

    /// <summary>Adds a middleware around every job; the first added is the outermost.</summary>
    IFaktoryWorkerBuilder UseMiddleware(Func<JobContext, JobDelegate, Task> middleware);
}
