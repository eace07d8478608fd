using Faktory;
using Faktory.Client;
using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Faktory.Testing;
using Faktory.Worker;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts an application on a Faktory server for tests.</summary>
public static class FaktoryTestServiceCollectionExtensions
{
    private static readonly TimeSpan Ever = TimeSpan.FromDays(3650);

    /// <summary>
    /// Lets an application run on an embedded server in memory, without a TCP port, for example in <c>ConfigureTestServices</c> of a
    /// <c>WebApplicationFactory</c>. Whatever server, store and address the application names, before or after this call, is not used.
    /// Jobs run by themselves, in the application's workers, by the application's clock; <see cref="FaktoryTestHost.Attach"/> waits for them.
    /// Call it after the application's workers and named clients were added.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection UseFaktoryTestServer(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.UseFaktoryTestServer(holdsJobs: false);
    }

    /// <param name="services">The application's services.</param>
    /// <param name="holdsJobs">Whether jobs run only while a test drains.</param>
    internal static IServiceCollection UseFaktoryTestServer(this IServiceCollection services, bool holdsJobs)
    {
        if (services.Any(service => service.ServiceType == typeof(PushedJobs)))
        {
            return services;
        }

        var (pushed, crashes) = (new PushedJobs(), new CrashPlans());
        services.AddSingleton(pushed).AddSingleton(crashes).AddSingleton<TestServer>();

        // A jump of the clock may end the wait for a reply that is on its way; the connection that is made again for it must not wait for the next jump.
        services.AddSingleton(new LinkClock(TimeProvider.System));
        UseMemory(services, pushed, holdsJobs);
        UseEmbeddedServerOnly(services);
        ObservedRegistrations.Observe(services, crashes);
        return services;
    }

    // By services of its own, which win whether AddFaktoryServer() and a store are asked for before or after.
    private static void UseMemory(IServiceCollection services, PushedJobs pushed, bool holdsJobs)
    {
        services.AddFaktoryServer();
        services.PostConfigure<FaktoryServerOptions>(options => (options.Enabled, options.Listen) = (true, ""));
        services.Replace(ServiceDescriptor.Singleton(provider => Settings(provider, pushed, holdsJobs)));
        services.Replace(ServiceDescriptor.Singleton(provider => ActivatorUtilities.CreateInstance<EngineHost>(provider, new MemoryStoreFactory())));
    }

    // A FETCH and a worker last for ever, because a clock that jumps would end them, and a test waits for neither.
    private static EngineHostSettings Settings(IServiceProvider provider, PushedJobs pushed, bool holdsJobs)
    {
        var settings = EngineHostSettings.From(provider.GetRequiredService<IOptions<FaktoryServerOptions>>().Value);
        return settings with
        {
            Engine = settings.Engine with { FetchWait = Ever, WorkerTimeout = Ever, HoldsJobs = holdsJobs, OnAccepted = pushed.Add },
        };
    }

    private static void UseEmbeddedServerOnly(IServiceCollection services)
    {
        services.AddFaktoryClient();
        services.Replace(ServiceDescriptor.Singleton(new ClientEnvironment(_ => null) { HasEmbeddedServerOnly = true }));
    }
}
