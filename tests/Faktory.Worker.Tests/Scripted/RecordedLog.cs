using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests;

/// <summary>Keeps what is logged, with the scopes around it.</summary>
internal sealed class RecordedLog : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<Line> Lines { get; } = new();

    public IEnumerable<string> At(LogLevel level) => Lines.Where(line => line.Level == level).Select(line => line.Message);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    internal sealed record Line(string Category, LogLevel Level, string Message, Exception? Exception, IReadOnlyDictionary<string, object?> Scope);

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scope = new Dictionary<string, object?>();
            log._scopes.ForEachScope((value, values) =>
            {
                foreach (var (key, item) in value as IEnumerable<KeyValuePair<string, object?>> ?? [])
                {
                    values[key] = item;
                }
            }, scope);
            log.Lines.Enqueue(new Line(category, logLevel, formatter(state, exception), exception, scope));
        }
    }
}
