using Faktory.Client;
using Faktory.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Testing;

/// <summary>Puts what can kill a run around the clients and handlers of an application.</summary>
internal static class ObservedRegistrations
{
    public static void Observe(IServiceCollection services, CrashPlans crashes)
    {
        for (var i = 0; i < services.Count; i++)
        {
            services[i] = services[i].ServiceType switch
            {
                var type when type == typeof(IFaktoryClient) => Around<IFaktoryClient>(services[i], client => new ObservedClient(client, crashes)),
                var type when type == typeof(IFaktoryBatches) => Around<IFaktoryBatches>(services[i], batches => new ObservedBatches(batches, crashes)),
                _ => services[i],
            };
        }

        if (Workers(services) is { } workers)
        {
            // A worker without handlers of its own has the default worker's around its own.
            foreach (var worker in workers.Names.Select(workers.Effective).Distinct())
            {
                worker.Pipeline.AddOutermost(crashes.InvokeAsync);
            }
        }
    }

    private static WorkerRegistry? Workers(IServiceCollection services) =>
        services.LastOrDefault(service => service.ServiceType == typeof(WorkerRegistry))?.ImplementationInstance as WorkerRegistry;

    // Only what AddFaktoryClient() registers; a client of the test's own, such as a recording one, stays as it is.
    private static ServiceDescriptor Around<T>(ServiceDescriptor inner, Func<T, T> wrap)
        where T : class => inner switch
        {
            { IsKeyedService: true, KeyedImplementationFactory: { } make } =>
                ServiceDescriptor.KeyedSingleton<T>(inner.ServiceKey, (provider, key) => wrap((T)make(provider, key))),
            { IsKeyedService: false, ImplementationFactory: { } make } => ServiceDescriptor.Singleton(provider => wrap((T)make(provider))),
            _ => inner,
        };
}
