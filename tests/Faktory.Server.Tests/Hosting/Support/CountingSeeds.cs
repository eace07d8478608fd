using Faktory.Server.Hosting;

namespace Faktory.Server.Tests.Hosting;

/// <summary>Seeds 1, 2, 3 …; the n-th is drawn when the n-th command is about to be applied.</summary>
internal sealed class CountingSeeds : ISeedSource
{
    private readonly Lock _gate = new();
    private readonly List<(ulong Count, TaskCompletionSource Reached)> _waiters = [];
    private ulong _drawn;

    public ulong Next()
    {
        lock (_gate)
        {
            _drawn++;
            foreach (var (count, reached) in _waiters)
            {
                if (count <= _drawn)
                {
                    reached.TrySetResult();
                }
            }

            return _drawn;
        }
    }

    public Task WaitForAsync(ulong count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_drawn >= count)
            {
                reached.SetResult();
            }
            else
            {
                _waiters.Add((count, reached));
            }
        }

        return reached.Task.SoonAsync();
    }
}
