using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Benchmarks.Systems;

/// <summary>Takes jobs from a scope of their own, as Hangfire does in ASP.NET Core.</summary>
internal sealed class HangfireActivator(IServiceScopeFactory scopes) : JobActivator
{
    public override JobActivatorScope BeginScope(JobActivatorContext context) => new Scope(scopes.CreateScope());

    private sealed class Scope(IServiceScope scope) : JobActivatorScope
    {
        public override object Resolve(Type type) => scope.ServiceProvider.GetRequiredService(type);

        public override void DisposeScope() => scope.Dispose();
    }
}
