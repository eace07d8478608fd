using System.Net;
using Faktory.Server.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faktory.Server.Hosting;

/// <summary>Starts the server before the application's hosted services and stops it after them, so that workers can still acknowledge what they finish.</summary>
internal sealed partial class FaktoryServerService(
    ServerActivation activation,
    IServiceProvider services,
    IOptions<FaktoryServerOptions> options,
    IHostEnvironment environment,
    ILogger<FaktoryServerService> logger) : IHostedLifecycleService, IAsyncDisposable
{
    private FaktoryListener? _listener;
    private EngineHost? _engine;
    private InProcessTransport? _transport;
    private bool _isRunning;

    /// <summary>Where it listens, with the port that was really taken; null without a TCP port.</summary>
    public IPEndPoint? EndPoint { get; private set; }

    /// <summary>Where its data is; null while it does not run.</summary>
    public string? Location => _isRunning ? services.GetRequiredService<EngineHost>().Location : null;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!activation.IsEnabled)
        {
            LogOff(activation.OtherServer?.Source ?? $"{FaktoryServerOptionsValidator.Section}:Enabled");
            return;
        }

        var engine = _engine = services.GetRequiredService<EngineHost>();
        _transport = services.GetRequiredService<InProcessTransport>();
        services.GetRequiredService<SettingsReload>().Start();
        services.GetRequiredService<ReloadSignal>().Start();
        await engine.StartAsync(cancellationToken);
        try
        {
            await ListenAsync(cancellationToken);
        }
        catch
        {
            await engine.StopAsync(CancellationToken.None);
            throw;
        }

        _isRunning = true;
        services.GetRequiredService<ServerGauges>();
        LogStarted(EndPoint?.ToString() ?? "this process only", engine.Location);
        if (activation.IsImplicit && !environment.IsDevelopment())
        {
            LogOneReplica();
        }
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (!_isRunning)
        {
            return;
        }

        // A host that is disposed while it stops has no services any more, so what is to be stopped is not looked for here.
        _isRunning = false;
        if (_listener is not null)
        {
            await _listener.StopAsync(cancellationToken);
        }

        await _transport!.StopAsync(cancellationToken);
        await _engine!.StopAsync(cancellationToken);
        LogStopped();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        if (ListenAddress.Parse(options.Value.Listen) is not { } endPoint)
        {
            return;
        }

        _listener = new FaktoryListener(endPoint, services.GetRequiredService<ConnectionEnvironment>(), CertificateFile.Read(options.Value.Certificate));
        try
        {
            await _listener.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"The server cannot listen on {endPoint} ({FaktoryServerOptionsValidator.Section}:Listen). Free the port or choose another. {error.Message}", error);
        }

        EndPoint = _listener.EndPoint;
    }

    [LoggerMessage(1, LogLevel.Information, "The Faktory server takes commands on {EndPoint}; its data is in {Location}.")]
    private partial void LogStarted(string endPoint, string location);

    [LoggerMessage(2, LogLevel.Information, "The Faktory server does not run in this process, because of {Source}.")]
    private partial void LogOff(string source);

    [LoggerMessage(3, LogLevel.Warning,
        "The Faktory server is embedded: its jobs are in this process, so run one replica only. For more, start Faktory.Server.Host and name it in Faktory:Url. Faktory:Server:Enabled=true says that you know.")]
    private partial void LogOneReplica();

    [LoggerMessage(4, LogLevel.Information, "The Faktory server has stopped.")]
    private partial void LogStopped();
}
