using Faktory.Server.Connections;
using Faktory.Server.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Server.Hosting;

/// <summary>INFO over HTTP.</summary>
internal static class StatsEndpoint
{
    /// <summary>A commit that hangs must not hang whoever asks how the server is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task WriteAsync(HttpContext context)
    {
        var services = context.RequestServices;
        context.Response.Headers.CacheControl = "no-store";
        if (!services.GetRequiredService<ServerActivation>().IsEnabled)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("The Faktory server does not run in this process.", context.RequestAborted);
        }
        else if (await AskAsync(services, context.RequestAborted) is BulkReply info)
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = info.Payload.Length;
            await context.Response.Body.WriteAsync(info.Payload, context.RequestAborted);
        }
        else
        {
            var health = services.GetRequiredService<EngineHealth>();
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(health.IsReady ? "The server does not answer; its disk may be slow." : health.Message, context.RequestAborted);
        }
    }

    /// <returns>Null when there is no answer in time.</returns>
    private static async Task<Reply?> AskAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var health = services.GetRequiredService<EngineHealth>();
        if (!health.IsReady)
        {
            return null;
        }

        var figures = services.GetRequiredService<ConnectionRegistry>();
        var answer = services.GetRequiredService<EngineQuery>().AskAsync(session => new InfoCommand(session, figures.Read()));
        figures.CountCommand();
        try
        {
            return await answer.WaitAsync(Patience, services.GetRequiredService<TimeProvider>(), cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
