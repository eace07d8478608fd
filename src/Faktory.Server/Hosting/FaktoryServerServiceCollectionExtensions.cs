using Faktory;
using Faktory.Protocol;
using Faktory.Server.Connections;
using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Faktory.Server.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds an embedded Faktory server to an application.</summary>
public static class FaktoryServerServiceCollectionExtensions
{
    /// <summary>
    /// Adds a server that runs in this process, unless another one is named (see <see cref="FaktoryServerOptions.Enabled"/>).
    /// Choose its store on the result: <c>UseSqlite()</c> or <see cref="FaktoryServerBuilderExtensions.UseInMemory"/>. It listens before
    /// hosted services start and stops after they have stopped. Wrong settings are an error at start that names them all.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Settings that win over those of <c>Faktory:Server</c>.</param>
    public static IFaktoryServerBuilder AddFaktoryServer(this IServiceCollection services, Action<FaktoryServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.All(service => service.ServiceType != typeof(ServerActivation)))
        {
            AddOptions(services);
            AddEngine(services);
            AddConnections(services);
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<FaktoryServerService>());
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return new FaktoryServerBuilder(services);
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<FaktoryServerOptions>()
            .Configure<IServiceProvider>((options, provider) => Read(options, provider.GetService<IConfiguration>()))
            .ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<FaktoryServerOptions>, PasswordFile>();
        services.AddSingleton<IValidateOptions<FaktoryServerOptions>, FaktoryServerOptionsValidator>();
        services.AddSingleton(provider => new ServerActivation(
            provider.GetRequiredService<IOptions<FaktoryServerOptions>>(), provider.GetService<IConfiguration>()));
    }

    private static void Read(FaktoryServerOptions options, IConfiguration? configuration)
    {
        if (configuration is not null)
        {
            configuration.GetSection(FaktoryServerOptionsValidator.Section).Bind(options);
            CronSection.Fill(options, configuration);
            ThrottleBinder.Bind(configuration.GetSection(FaktoryServerOptionsValidator.Section), options);
        }
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISeedSource, RandomSeedSource>();
        services.TryAddSingleton<IMemoryProbe, GcMemoryProbe>();
        services.TryAddSingleton<IProcessStopper, ApplicationStopper>();
        services.AddSingleton<EngineHealth>();
        services.AddSingleton(provider => EngineHostSettings.From(provider.GetRequiredService<IOptions<FaktoryServerOptions>>().Value));
        services.AddSingleton(provider => new EngineHost(
            provider.GetRequiredService<EngineHostSettings>(),
            provider.GetService<IStoreFactory>() ?? throw new InvalidOperationException(NoStore),
            provider.GetRequiredService<IMemoryProbe>(),
            provider.GetRequiredService<ISeedSource>(),
            provider.GetRequiredService<IProcessStopper>(),
            provider.GetRequiredService<EngineHealth>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EngineHost>>()));
        services.AddSingleton<ICommandQueue>(provider => provider.GetRequiredService<EngineHost>());
        services.AddSingleton<SettingsReload>();
        services.AddSingleton<ReloadSignal>();
    }

    private static void AddConnections(IServiceCollection services)
    {
        services.TryAddSingleton<IChallengeSource, RandomChallengeSource>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton(provider => ConnectionSettings.From(provider.GetRequiredService<IOptions<FaktoryServerOptions>>().Value));
        services.AddSingleton<ConnectionEnvironment>();
        services.AddSingleton<InProcessTransport>();
        services.AddSingleton<FaktoryServerService>();

        // A client asks for this one when no address is named; there is none while the server steps aside.
        services.AddSingleton<IFaktoryTransport>(provider => provider.GetRequiredService<ServerActivation>().IsEnabled
            ? provider.GetRequiredService<InProcessTransport>()
            : null!);
    }

    private const string NoStore =
        "AddFaktoryServer() has no store. Add .UseSqlite() (package Faktory.Server.Sqlite) to keep jobs on disk, or .UseInMemory() to lose them with the process.";
}
