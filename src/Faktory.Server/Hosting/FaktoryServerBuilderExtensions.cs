using Faktory.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Faktory;

/// <summary>Chooses the store of an embedded Faktory server.</summary>
public static class FaktoryServerBuilderExtensions
{
    /// <summary>Keeps everything in memory: all jobs are lost with the process. For tests and trials. The store chosen last is the one used.</summary>
    public static IFaktoryServerBuilder UseInMemory(this IFaktoryServerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IStoreFactory, MemoryStoreFactory>());
        return builder;
    }
}
