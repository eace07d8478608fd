using System.Diagnostics;
using System.Globalization;
using Faktory.CrashWorker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton<ICrashPoint>(new KillAt(int.Parse(builder.Configuration["CrashAt"]!, CultureInfo.InvariantCulture)));
builder.Services.AddFaktoryWorker(options => options.Concurrency = 1).AddHandlersFromAssemblyContaining<StageOne>();
await builder.Build().RunAsync();

/// <summary>Ends the process as SIGKILL does: no handler, no flush, no ACK.</summary>
internal sealed class KillAt(int moment) : ICrashPoint
{
    public void Reached(int reached)
    {
        if (reached == moment)
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    public void Executed(int number) => throw new InvalidOperationException($"Stage two ran {number} in a worker that should have died before.");

    public void Finished() => throw new InvalidOperationException("The chain finished in a worker that should have died before.");
}
