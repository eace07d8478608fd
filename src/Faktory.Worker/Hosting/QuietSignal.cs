using System.Runtime.InteropServices;

namespace Faktory.Worker;

/// <summary>SIGTSTP, by which an operator quiets a worker before a deploy; it does not stop the process then. Not on Windows, which has no such signal.</summary>
internal sealed class QuietSignal(Action quiet) : IDisposable
{
    private readonly PosixSignalRegistration? _registration = OperatingSystem.IsWindows()
        ? null
        : PosixSignalRegistration.Create(PosixSignal.SIGTSTP, signal =>
        {
            signal.Cancel = true;
            quiet();
        });

    public void Dispose() => _registration?.Dispose();
}
