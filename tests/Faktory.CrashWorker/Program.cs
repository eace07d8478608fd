using Faktory;
using Faktory.CrashWorker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// Programs for tests that need a process of their own: a worker that dies in the middle of a job (CrashAt), one with an embedded
// server that is told to stop in the middle of a job (HoldIn), and one whose jobs never end by themselves (Endless).
var builder = Host.CreateApplicationBuilder(args);
if (builder.Configuration["HoldIn"] is { } folder)
{
    builder.Services.AddSingleton(new HoldFolder(folder));
    builder.Services.AddFaktoryServer(options => options.Listen = "").UseSqlite(HoldFolder.DatabaseIn(folder));
    builder.Services.AddFaktoryWorker().AddHandler<Hold>();
    builder.Services.AddHostedService<HoldStarter>();
}
else if (builder.Configuration["Endless"] is not null)
{
    builder.Services.AddFaktoryWorker().AddHandler<Endless>();
}
else
{
    builder.Services.AddSingleton<ICrashPoint>(new KillAt(builder.Configuration.GetValue<int>("CrashAt")));
    builder.Services.AddFaktoryWorker(options => options.Concurrency = 1)
        .AddHandler<StageOne>().AddHandler<StageOneDone>().AddHandler<StageTwo>().AddHandler<ChainFinished>();
}

await builder.Build().RunAsync();
