using Microsoft.Extensions.Logging;

namespace Faktory.Worker.Tests;

/// <summary>Waits for what the worker logs: the only sign that it has taken note of a reply.</summary>
internal sealed class LogWatch : ILoggerProvider, ILogger
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Text, int Times, TaskCompletionSource Seen)> _watchers = [];

    /// <summary>Completes when so many lines with a text have been logged.</summary>
    public Task SeesAsync(string text, int times = 1)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _watchers.Add((text, times, seen));
            Check();
        }

        return seen.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            _lines.Add(formatter(state, exception));
            Check();
        }
    }

    public void Dispose()
    {
    }

    private void Check()
    {
        foreach (var watcher in _watchers.Where(watcher => _lines.Count(line => line.Contains(watcher.Text, StringComparison.Ordinal)) >= watcher.Times))
        {
            watcher.Seen.TrySetResult();
        }
    }
}
