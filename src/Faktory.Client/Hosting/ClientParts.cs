using Faktory.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faktory.Client;

/// <summary>One client's objects, put together from the services.</summary>
internal sealed partial class ClientParts : IAsyncDisposable, IDisposable
{
    public ClientParts(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<FaktoryClientOptions>>().Get(name);
        var logger = services.GetService<ILoggerFactory>()?.CreateLogger("Faktory.Client") ?? NullLogger.Instance;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var embedded = services.GetService<IFaktoryTransport>();
        var environment = services.GetRequiredService<ClientEnvironment>();
        var found = environment.HasEmbeddedServerOnly
            ? new ClientAddress(null, "addresses are ignored in tests")
            : ClientAddress.Find(name, options, services.GetService<IConfiguration>(), environment.Read, embedded is not null);
        var transport = found.Address is { } address ? new TcpTransport(address) : embedded!;
        LogServer(logger, name.Length == 0 ? "the default client" : $"client \"{name}\"", transport.Endpoint, found.Source);

        var settings = new ConnectionSettings(transport, options.Password ?? found.Address?.Password, options.CommandTimeout, time, logger);
        var middleware = services.GetRequiredService<IOptionsMonitor<PushMiddlewareList>>().Get(name);
        var pipeline = new PushPipeline(() => [.. middleware.Factories.Select(make => make(services))]);
        var preparation = new JobPreparation(time, logger);
        var telemetry = new ClientTelemetry(services.GetRequiredService<ClientMeter>(), transport.Endpoint, time);
        Channel = new CommandChannel(settings);
        var pusher = new JobPusher(Channel, pipeline, preparation, telemetry);
        Client = new FaktoryClient(pusher, new BatchBuilder(new BatchCommands(Channel), pusher, pipeline, preparation, telemetry, logger));
        Admin = new FaktoryAdmin(Channel);
        WorkerConnections = new WorkerConnectionFactory(settings);
    }

    public FaktoryClient Client { get; }

    public FaktoryAdmin Admin { get; }

    public WorkerConnectionFactory WorkerConnections { get; }

    private CommandChannel Channel { get; }

    public ValueTask DisposeAsync() => Channel.DisposeAsync();

    // A container that is disposed synchronously refuses services that cannot be.
    public void Dispose() => Channel.Dispose();

    [LoggerMessage(EventId = 8, Level = LogLevel.Information, Message = "Faktory: {Client} uses {Endpoint} ({Source}).")]
    private static partial void LogServer(ILogger logger, string client, string endpoint, string source);
}
