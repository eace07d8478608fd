using Faktory;

namespace Worker.Service;

/// <summary>The service: an ASP.NET Core application with an embedded Faktory server and a worker.</summary>
internal static class ServiceHost
{
    /// <summary>Runs it until it is stopped. What it listens on is logged at start.</summary>
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        // The settings lie beside the program, so that it may be started from any folder.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddFaktoryServer().UseSqlite();
        builder.Services.AddFaktoryWorker().AddHandler<SayHelloHandler>();
        builder.Services.AddHealthChecks();

        var app = builder.Build();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapPost("/hello/{name}", async (string name, IFaktoryClient jobs, CancellationToken cancelled) =>
        {
            var pushed = await jobs.PushAsync(Job.From(new SayHello(name)), cancelled);
            return TypedResults.Accepted((string?)null, pushed.JobId);
        });
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
