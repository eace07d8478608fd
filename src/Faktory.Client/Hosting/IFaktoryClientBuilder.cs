using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory;

/// <summary>Configures one client.</summary>
public interface IFaktoryClientBuilder
{
    /// <summary>The client's name; empty for the default client.</summary>
    string Name { get; }

    /// <summary>The services it is registered in.</summary>
    IServiceCollection Services { get; }

    /// <summary>Adds a middleware around every push of this client, callbacks and jobs of stages included. A singleton; the first added is the outermost.</summary>
    IFaktoryClientBuilder UsePushMiddleware<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IPushMiddleware;
}
