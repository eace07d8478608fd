using Faktory;

namespace Acme.Shop.Greetings;

public static class GreetingEndpoints
{
    public static void MapGreetings(this IEndpointRouteBuilder app) =>
        app.MapPost("/hello/{name}", async (string name, IFaktoryClient jobs, CancellationToken cancellationToken) =>
        {
            var pushed = await jobs.PushAsync(Job.From(new SayHello(name)), cancellationToken);
            return TypedResults.Accepted((string?)null, pushed.JobId);
        });
}
