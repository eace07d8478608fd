using System.Diagnostics.Metrics;
using Faktory;
using Faktory.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Faktory clients.</summary>
public static class FaktoryClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers the default client: <see cref="IFaktoryClient"/> and <see cref="IFaktoryAdmin"/>, settings from <c>Faktory</c>. It connects on first use.
    /// May be called several times; the settings add up.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Settings in code; they win over the configuration.</param>
    public static IFaktoryClientBuilder AddFaktoryClient(this IServiceCollection services, Action<FaktoryClientOptions>? configure = null) =>
        Add(services, Options.Options.DefaultName, configure);

    /// <summary>Registers a client by name, as keyed services, settings from <c>Faktory:Clients:&lt;name&gt;</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key; not empty.</param>
    /// <param name="configure">Settings in code; they win over the configuration.</param>
    public static IFaktoryClientBuilder AddFaktoryClient(this IServiceCollection services, string name, Action<FaktoryClientOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(services, name, configure);
    }

    private static FaktoryClientBuilder Add(IServiceCollection services, string name, Action<FaktoryClientOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddOptions(services, name, configure);
        services.TryAddSingleton(static provider => new ClientMeter(provider.GetService<IMeterFactory>()));
        services.TryAddKeyedSingleton(name, static (provider, key) => new ClientParts(provider, (string)key!));
        if (name.Length == 0)
        {
            services.TryAddSingleton<IFaktoryClient>(static provider => Default(provider).Client);
            services.TryAddSingleton<IFaktoryAdmin>(static provider => Default(provider).Admin);
            services.TryAddSingleton<IFaktoryBatches>(static provider => Default(provider).Client);
            services.TryAddSingleton<IFaktoryWorkerConnectionFactory>(static provider => Default(provider).WorkerConnections);
        }
        else
        {
            services.TryAddKeyedSingleton<IFaktoryClient>(name, static (provider, key) => Named(provider, key).Client);
            services.TryAddKeyedSingleton<IFaktoryAdmin>(name, static (provider, key) => Named(provider, key).Admin);
            services.TryAddKeyedSingleton<IFaktoryBatches>(name, static (provider, key) => Named(provider, key).Client);
            services.TryAddKeyedSingleton<IFaktoryWorkerConnectionFactory>(name, static (provider, key) => Named(provider, key).WorkerConnections);
        }

        return new FaktoryClientBuilder(name, services);
    }

    private static void AddOptions(IServiceCollection services, string name, Action<FaktoryClientOptions>? configure)
    {
        services.TryAddSingleton(static _ => new ClientEnvironment(Environment.GetEnvironmentVariable));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FaktoryClientOptions>, FaktoryClientOptionsValidator>());
        if (!services.Any(service => service.ServiceType == typeof(ClientParts) && Equals(service.ServiceKey, name)))
        {
            services.AddOptions<FaktoryClientOptions>(name).Configure<IServiceProvider>((options, provider) => Bind(options, provider, name)).ValidateOnStart();
        }

        if (configure is not null)
        {
            services.Configure(name, configure);
        }
    }

    private static void Bind(FaktoryClientOptions options, IServiceProvider provider, string name)
    {
        // The address has an order of its own, in which environment variables go before the configuration.
        var url = options.Url;
        provider.GetService<IConfiguration>()?.GetSection(ClientSection.Of(name)).Bind(options);
        options.Url = url;
    }

    private static ClientParts Default(IServiceProvider provider) => Named(provider, Options.Options.DefaultName);

    private static ClientParts Named(IServiceProvider provider, object? key) => provider.GetRequiredKeyedService<ClientParts>(key);
}
