using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scrutor;

namespace Faktory.Worker;

/// <summary>Collects what a worker is given.</summary>
internal sealed class FaktoryWorkerBuilder(string name, IServiceCollection services, WorkerRegistration registration) : IFaktoryWorkerBuilder
{
    public string Name => name;

    public IServiceCollection Services => services;

    public IFaktoryWorkerBuilder AddHandler<THandler>(Action<JobHandlerOptions>? configure = null)
        where THandler : class
    {
        var added = registration.Add(typeof(THandler));
        configure?.Invoke(added.Options);
        services.TryAddTransient<THandler>();
        return this;
    }

    public IFaktoryWorkerBuilder AddHandlersFromAssemblyContaining<T>()
    {
        // An abstract class or one without the attribute is not registered, but remembered: the start reports it.
        var handlers = typeof(T).Assembly.GetTypes().Where(IsMeantAsHandler).ToList();
        handlers.ForEach(handler => registration.Add(handler));
        services.Scan(scan => scan.FromTypes(handlers.Where(handler => handler is { IsAbstract: false, ContainsGenericParameters: false }))
            .AddClasses(publicOnly: false)
            .UsingRegistrationStrategy(RegistrationStrategy.Skip)
            .AsSelf()
            .WithTransientLifetime());
        return this;
    }

    public IFaktoryWorkerBuilder MapJob(string type, Delegate handler, Action<JobHandlerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(handler);
        var added = registration.Add(type, handler);
        configure?.Invoke(added.Options);
        return this;
    }

    public IFaktoryWorkerBuilder OnException<TException>(FailureAction action)
        where TException : Exception
    {
        registration.Errors.Add<TException>(action);
        return this;
    }

    public IFaktoryWorkerBuilder OnException<TException>(Func<TException, JobContext, FailureAction> decide)
        where TException : Exception
    {
        registration.Errors.Add(decide);
        return this;
    }

    public IFaktoryWorkerBuilder UseMiddleware<TMiddleware>()
        where TMiddleware : class, IJobMiddleware
    {
        services.TryAddScoped<TMiddleware>();
        registration.Pipeline.Add<TMiddleware>();
        return this;
    }

    public IFaktoryWorkerBuilder UseMiddleware(Func<JobContext, JobDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        registration.Pipeline.Add(middleware);
        return this;
    }

    private static bool IsMeantAsHandler(Type type) =>
        type.IsClass && (type.IsDefined(typeof(JobHandlerAttribute), inherit: false)
            || (type is { IsAbstract: false, ContainsGenericParameters: false } && HandlerContract.Of(type).Count > 0));
}
