using Microsoft.Extensions.Hosting;

namespace Faktory.Testing;

/// <summary>A host beside others in a test process listens to no signals and writes nothing to the console.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
