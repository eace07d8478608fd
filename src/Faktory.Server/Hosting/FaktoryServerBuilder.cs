using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Server.Hosting;

internal sealed class FaktoryServerBuilder(IServiceCollection services) : IFaktoryServerBuilder
{
    public IServiceCollection Services => services;
}
