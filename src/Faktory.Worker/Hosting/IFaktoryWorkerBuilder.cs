using Microsoft.Extensions.DependencyInjection;

namespace Faktory;

/// <summary>Configures one worker.</summary>
public interface IFaktoryWorkerBuilder
{
    /// <summary>The worker's name; empty for the default worker.</summary>
    string Name { get; }

    /// <summary>The services it is registered in.</summary>
    IServiceCollection Services { get; }

    /// <summary>Adds one handler, a class with <see cref="JobHandlerAttribute"/>. Mistakes in it are errors when the host starts.</summary>
    IFaktoryWorkerBuilder AddHandler<THandler>()
        where THandler : class;

    /// <summary>Adds every class with <see cref="JobHandlerAttribute"/> in the assembly of <typeparamref name="T"/>, public or not. Mistakes in them are errors when the host starts.</summary>
    IFaktoryWorkerBuilder AddHandlersFromAssemblyContaining<T>();

    /// <summary>Adds a middleware around every job, taken from the job's scope; the first added is the outermost.</summary>
    IFaktoryWorkerBuilder UseMiddleware<TMiddleware>()
        where TMiddleware : class, IJobMiddleware;

    /// <summary>Adds a middleware around every job; the first added is the outermost.</summary>
    IFaktoryWorkerBuilder UseMiddleware(Func<JobContext, JobDelegate, Task> middleware);
}
