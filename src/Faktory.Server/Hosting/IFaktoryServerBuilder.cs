using Microsoft.Extensions.DependencyInjection;

namespace Faktory;

/// <summary>Completes the registration of an embedded server: choose its store with <c>UseSqlite()</c> or <c>UseInMemory()</c>.</summary>
public interface IFaktoryServerBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
