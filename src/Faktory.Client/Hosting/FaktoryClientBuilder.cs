using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Faktory.Client;

/// <summary>Configures one client.</summary>
internal sealed class FaktoryClientBuilder(string name, IServiceCollection services) : IFaktoryClientBuilder
{
    public string Name => name;

    public IServiceCollection Services => services;

    public IFaktoryClientBuilder UsePushMiddleware<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IPushMiddleware
    {
        services.TryAddSingleton<TMiddleware>();
        services.Configure<PushMiddlewareList>(name, list => list.Factories.Add(provider => provider.GetRequiredService<TMiddleware>()));
        return this;
    }
}
