using System.Diagnostics;

namespace Faktory.CrashWorker;

/// <summary>Ends the process as SIGKILL does: no handler, no flush, no ACK.</summary>
internal sealed class KillAt(int moment) : ICrashPoint
{
    public void Reached(int reached)
    {
        if (reached == moment)
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    public void Executed(int number) => throw new InvalidOperationException($"Stage two ran {number} in a worker that should have died before.");

    public void Finished() => throw new InvalidOperationException("The chain finished in a worker that should have died before.");
}
