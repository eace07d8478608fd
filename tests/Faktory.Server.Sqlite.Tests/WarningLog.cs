using Microsoft.Extensions.Logging;

namespace Faktory.Server.Sqlite.Tests;

/// <summary>Keeps the messages that were logged.</summary>
internal sealed class WarningLog : ILogger<SqliteStoreFactory>
{
    public List<string> Messages { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Messages.Add($"{logLevel}: {formatter(state, exception)}");
}
