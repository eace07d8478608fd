using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Faktory.Client.Tests.Scripted;

/// <summary>A client whose server is scripted, with its clock and its log.</summary>
internal sealed class ClientFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ClientFixture(Action<IFaktoryClientBuilder>? configure = null, Action<FaktoryClientOptions>? options = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Protocol.IFaktoryTransport>(Server);
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(new ClientEnvironment(_ => null));
        services.AddLogging(logging => logging.AddProvider(Log).SetMinimumLevel(LogLevel.Debug));
        var builder = services.AddFaktoryClient(settings =>
        {
            settings.CommandTimeout = TimeSpan.FromSeconds(30);
            options?.Invoke(settings);
        });
        configure?.Invoke(builder);
        _services = services.BuildServiceProvider();
    }

    public ScriptedServer Server { get; } = new();

    public LogLines Log { get; } = new();

    public IFaktoryClient Client => _services.GetRequiredService<IFaktoryClient>();

    public IFaktoryAdmin Admin => _services.GetRequiredService<IFaktoryAdmin>();

    public IFaktoryBatches Batches => _services.GetRequiredService<IFaktoryBatches>();

    public IFaktoryWorkerConnectionFactory Workers => _services.GetRequiredService<IFaktoryWorkerConnectionFactory>();

    public T Service<T>() where T : notnull => _services.GetRequiredService<T>();

    public static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

internal sealed class LogLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IEnumerable<string> Warnings => Lines.Where(line => line.StartsWith("Warning:", StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}:{formatter(state, exception)}");

    public void Dispose()
    {
    }
}
