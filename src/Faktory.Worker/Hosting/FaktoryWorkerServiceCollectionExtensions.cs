using Faktory;
using Faktory.Worker;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Faktory workers to a host.</summary>
public static class FaktoryWorkerServiceCollectionExtensions
{
    /// <summary>Adds the default worker, with settings from <c>Faktory:Worker</c>, and the default client if there is none.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the settings; runs after the configuration was read.</param>
    /// <returns>A builder for its handlers.</returns>
    public static IFaktoryWorkerBuilder AddFaktoryWorker(this IServiceCollection services, Action<FaktoryWorkerOptions>? configure = null) =>
        services.AddFaktoryWorker("", configure);

    /// <summary>
    /// Adds a named worker, with settings from <c>Faktory:Workers:&lt;name&gt;</c>, and the default client if there is none. Several workers
    /// share a host; one without handlers of its own runs those of the default worker, inside of that one's middleware and its own. Adding a name again configures the same worker.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The name; empty for the default worker.</param>
    /// <param name="configure">Changes the settings; runs after the configuration was read.</param>
    /// <returns>A builder for its handlers.</returns>
    public static IFaktoryWorkerBuilder AddFaktoryWorker(this IServiceCollection services, string name, Action<FaktoryWorkerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        var registry = Registry(services);
        var options = services.AddOptions<FaktoryWorkerOptions>(name);
        if (registry.TryAdd(name))
        {
            options.BindConfiguration(WorkerNames.Section(name)).ValidateOnStart();
            services.AddSingleton<IHostedService>(provider => WorkerAssembly.Create(name, provider));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return new FaktoryWorkerBuilder(name, services, registry.Own(name));
    }

    private static WorkerRegistry Registry(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(WorkerRegistry))?.ImplementationInstance is WorkerRegistry present)
        {
            return present;
        }

        var registry = new WorkerRegistry();
        services.AddFaktoryClient();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(registry);
        services.AddMetrics();
        services.AddSingleton<RunningWorkers>();
        services.AddSingleton<WorkerMeter>();
        services.AddSingleton<WorkerDrain>();
        services.AddSingleton<JobContextAccessor>();
        services.TryAddSingleton<IJobContextAccessor>(provider => provider.GetRequiredService<JobContextAccessor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FaktoryWorkerOptions>, FaktoryWorkerOptionsValidator>());
        return registry;
    }
}
