using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Testing;

/// <summary>Builds the host of a test: the user's services on the test server, with one clock for all.</summary>
internal static class TestHostFactory
{
    public static IHost Create(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        configure(builder.Services);
        builder.Services.UseFaktoryTestServer(holdsJobs: true);
        UseClock(builder.Services);
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, QuietLifetime>());
        return builder.Build();
    }

    private static void UseClock(IServiceCollection services)
    {
        var clock = services.LastOrDefault(service => service is { ServiceType: var type, IsKeyedService: false } && type == typeof(TimeProvider))?.ImplementationInstance as FakeTimeProvider
            ?? new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        services.RemoveAll<TimeProvider>();
        services.AddSingleton<TimeProvider>(clock);
    }
}
