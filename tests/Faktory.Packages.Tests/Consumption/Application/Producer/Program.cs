using Faktory;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddFaktoryClient();

var app = builder.Build();
app.MapPost("/greetings/{name}", async (string name, IFaktoryClient jobs, CancellationToken cancellationToken) =>
    (await jobs.PushAsync(Job.From(new SayHello(name)), cancellationToken)).JobId);
app.MapPost("/imports/{month}", (string month, string[] files, IFaktoryClient jobs, CancellationToken cancellationToken) =>
    jobs.StartBatchAsync(
        new Batch($"import of {month}")
        {
            Key = $"import-{month}",
            Jobs = files.Select(file => Job.Create("import", file)),
            Success = Job.Create("import.finished", month),
        },
        cancellationToken));
app.Run();

/// <summary>Its handler is a program of its own.</summary>
[Job("hello", Queue = "greetings")]
public sealed record SayHello(string Name);
