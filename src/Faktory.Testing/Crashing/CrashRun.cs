namespace Faktory.Testing;

/// <summary>A run that is to be killed after so many pushes. What it asks for from then on is never done and never returns, as in a process that died.</summary>
internal sealed class CrashRun(int afterPushes)
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pushes;

    public Task Died => _died.Task;

    public int Pushes => Volatile.Read(ref _pushes);

    public bool IsDue => Pushes >= afterPushes;

    /// <summary>Pushes one job; with the last one that is allowed the run dies.</summary>
    public Task<PushResult> PushAsync(Func<ValueTask<PushResult>> push) => DoAsync(async () => await push(), pushes: 1);

    /// <summary>Pushes one by one, so that the run can die between any two.</summary>
    public async Task<PushManyResult> PushManyAsync(Func<Job, ValueTask<PushResult>> push, IAsyncEnumerable<Job> jobs, CancellationToken cancellationToken)
    {
        var (pushed, duplicates) = (0, new List<string>());
        await foreach (var job in jobs.WithCancellation(cancellationToken))
        {
            var result = await PushAsync(() => push(job));
            pushed += result.IsDuplicate ? 0 : 1;
            if (result.IsDuplicate)
            {
                duplicates.Add(result.JobId);
            }
        }

        return new PushManyResult(pushed, duplicates);
    }

    /// <summary>Does something in one command that pushes so many jobs, so that the run can only die before or after all of them.</summary>
    public async Task<T> DoAsync<T>(Func<Task<T>> command, int pushes)
    {
        if (IsDue && pushes > 0)
        {
            await DieAsync();
        }

        var result = await command();
        Interlocked.Add(ref _pushes, pushes);
        if (IsDue && pushes > 0)
        {
            await DieAsync();
        }

        return result;
    }

    private Task DieAsync()
    {
        _died.TrySetResult();
        return new TaskCompletionSource().Task;
    }
}
