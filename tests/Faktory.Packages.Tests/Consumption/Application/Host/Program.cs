using Faktory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton<Journal>();
builder.Services.AddFaktoryServer(server => server.Listen = "").UseSqlite();
builder.Services.AddFaktoryWorker().AddHandlersFromAssemblyContaining<Journal>();

using var host = builder.Build();
await host.StartAsync();
await LetterChain.StartAsync(host.Services.GetRequiredService<IFaktoryClient>(), "A");
var journal = await host.Services.GetRequiredService<Journal>().Finished.WaitAsync(TimeSpan.FromSeconds(60));
await host.StopAsync();

Console.WriteLine($"chain finished: {string.Join(", ", journal)}");
