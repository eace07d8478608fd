using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Host.Tests.Fixtures;

/// <summary>
/// Reads from the server's log where it listens, as a person would, and keeps the log for the message of a failing test.
/// </summary>
internal sealed partial class AddressLog : ILoggerProvider, ILogger
{
    private readonly TaskCompletionSource<IPEndPoint> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _lines = [];

    /// <summary>Completes with the address of the command port.</summary>
    public Task<IPEndPoint> Found => _found.Task;

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        lock (_lines)
        {
            _lines.Add($"{logLevel}: {text} {exception}");
        }

        Read(text);
    }

    /// <summary>Looks at one line of output; the first address in it that has a port is the server's.</summary>
    public void Read(string line)
    {
        if (Address().Match(line) is { Success: true } match)
        {
            _found.TrySetResult(IPEndPoint.Parse(match.Value));
        }
    }

    public void Dispose()
    {
    }

    [GeneratedRegex(@"127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Address();
}
