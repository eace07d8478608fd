using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Hosting;

/// <summary>
/// Reads the configuration again at SIGHUP, which otherwise ends a process. Where the signal means that a terminal was closed, it keeps that meaning:
/// on Windows, and in a process that somebody has started by hand and would not expect to live on.
/// </summary>
internal sealed partial class ReloadSignal(ILogger<ReloadSignal> logger, IConfiguration? configuration = null) : IDisposable
{
    private PosixSignalRegistration? _registration;

    public void Start()
    {
        if (!OperatingSystem.IsWindows() && Console.IsInputRedirected)
        {
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
        }
    }

    public void Dispose() => _registration?.Dispose();

    /// <summary>A boundary: a file that cannot be read must not end the process.</summary>
    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        try
        {
            LogReading();
            (configuration as IConfigurationRoot)?.Reload();
        }
        catch (Exception error)
        {
            LogFailed(error.InnerException?.Message ?? error.Message, error);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "SIGHUP: the configuration is read again.")]
    private partial void LogReading();

    [LoggerMessage(2, LogLevel.Error, "SIGHUP: the configuration cannot be read, and the one before stays in force. {Reason}")]
    private partial void LogFailed(string reason, Exception error);
}
