using Faktory;
using Worker.Demo.Runs;
using Worker.Demo.Stages;

namespace Worker.Demo;

/// <summary>The demo's host: a server that only this process reaches, with its data in the data folder, and a worker for the chain.</summary>
internal static class DemoHost
{
    // A run may be resumed days after it was killed, even while its chain was still being started.
    private static readonly TimeSpan _patience = TimeSpan.FromDays(30);

    /// <summary>Makes the host.</summary>
    public static IHost Build(DataFolder data)
    {
        IgnoreOtherServers();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["Faktory:Url"] = "";
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.PostConfigure<LoggerFilterOptions>(KeepTheConsoleForProgress);

        builder.Services.AddSingleton(data).AddSingleton<ExecutionLog>();
        builder.Services
            .AddFaktoryServer(server =>
            {
                server.Enabled = true;
                server.Listen = "";
                server.DataDirectory = data.FullPath;
                server.UncommittedBatchTtl = _patience;
            })
            .UseSqlite();
        builder.Services.AddFaktoryWorker()
            .UseMiddleware<ExecutionLog>()
            .AddHandler<CountFileHandler>()
            .AddHandler<FilesCounted>()
            .AddHandler<MergeExtensionHandler>()
            .AddHandler<ExtensionsMerged>()
            .AddHandler<WriteReport>()
            .AddHandler<RunFinished>();
        return builder.Build();
    }

    private static void KeepTheConsoleForProgress(LoggerFilterOptions logging)
    {
        logging.Rules.Clear();
        logging.MinLevel = LogLevel.Warning;
    }

    // An address in the environment is meant for services; the demo brings its own server.
    private static void IgnoreOtherServers()
    {
        Environment.SetEnvironmentVariable("FAKTORY_PROVIDER", null);
        Environment.SetEnvironmentVariable("FAKTORY_URL", null);
    }
}
