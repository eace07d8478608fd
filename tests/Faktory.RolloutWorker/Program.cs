using Faktory.RolloutWorker;

// A worker as a team deploys it: its server, its queues and its drain time come from the environment.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Journal>();
builder.Services.AddFaktoryWorker()
    .AddHandlersFromAssemblyContaining<Journal>()
    .UseMiddleware<JournalMiddleware>();
builder.Services.AddHealthChecks().AddFaktoryWorker(tags: ["ready"]);

var app = builder.Build();
app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });
await app.RunAsync();
