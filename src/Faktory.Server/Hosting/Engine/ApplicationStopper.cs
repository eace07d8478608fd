using Microsoft.Extensions.Hosting;

namespace Faktory.Server.Hosting;

/// <summary>Stops the application that hosts the server.</summary>
internal sealed class ApplicationStopper(IHostApplicationLifetime lifetime) : IProcessStopper
{
    public void StopAsFailed()
    {
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }
}
