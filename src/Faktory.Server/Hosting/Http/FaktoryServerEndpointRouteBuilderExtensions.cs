using Faktory.Server.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves what an embedded Faktory server knows over the application's HTTP port.</summary>
public static class FaktoryServerEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Answers GET with the server's INFO as JSON; 503 and the reason while its store fails, 404 where it does not run in this process.
    /// The names of queues are in it: protect it like any page of the application. Needs <c>AddFaktoryServer()</c>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path.</param>
    public static IEndpointConventionBuilder MapFaktoryStats(this IEndpointRouteBuilder endpoints, string pattern = "/stats")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapGet(pattern, (RequestDelegate)StatsEndpoint.WriteAsync);
    }
}
