using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scrutor;

namespace Faktory.Worker;

/// <summary>Collects what a worker is given.</summary>
internal sealed class FaktoryWorkerBuilder(string name, IServiceCollection services, WorkerRegistration registration) : IFaktoryWorkerBuilder
{
    public string Name => name;

    public IServiceCollection Services => services;

    public IFaktoryWorkerBuilder AddHandler<THandler>()
        where THandler : class
    {
        registration.Add(typeof(THandler));
        services.TryAddScoped<THandler>();
        return this;
    }

    public IFaktoryWorkerBuilder AddHandlersFromAssemblyContaining<T>()
    {
        // An abstract class or one without the attribute is not registered, but remembered: the start reports it.
        var handlers = typeof(T).Assembly.GetTypes().Where(IsMeantAsHandler).ToList();
        handlers.ForEach(registration.Add);
        services.Scan(scan => scan.FromTypes(handlers.Where(handler => handler is { IsAbstract: false, ContainsGenericParameters: false }))
            .AddClasses(publicOnly: false)
            .UsingRegistrationStrategy(RegistrationStrategy.Skip)
            .AsSelf()
            .WithScopedLifetime());
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
