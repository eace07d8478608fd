namespace Faktory.Client;

/// <summary>The push middleware of a client around whatever sends the job.</summary>
/// <param name="middleware">The first is the outermost. Made at the first push, so that a middleware may itself ask for the client.</param>
internal sealed class PushPipeline(Func<IReadOnlyList<IPushMiddleware>> middleware)
{
    private readonly Lazy<IReadOnlyList<IPushMiddleware>> _middleware = new(middleware);

    public static PushPipeline Empty { get; } = new(() => []);

    public ValueTask<PushResult> RunAsync(Job job, PushDelegate send, CancellationToken cancellationToken) =>
        Compose(send)(new PushContext(job) { CancellationToken = cancellationToken });

    /// <summary>Runs the pipeline up to the point where the job would be sent, for jobs that are sent together.</summary>
    /// <exception cref="FaktoryException">A middleware held a callback back.</exception>
    public async ValueTask<GatheredPush> GatherAsync(Job job, bool isCallback, CancellationToken cancellationToken)
    {
        if (_middleware.Value.Count == 0)
        {
            return new GatheredPush(job, job);
        }

        var outcome = new TaskCompletionSource<PushResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrival = new TaskCompletionSource<Job>(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Compose(context =>
        {
            arrival.TrySetResult(context.Job);
            return new ValueTask<PushResult>(outcome.Task);
        })(new PushContext(job) { IsCallback = isCallback, CancellationToken = cancellationToken }).AsTask();
        await Task.WhenAny(arrival.Task, run);
        if (arrival.Task.IsCompleted)
        {
            return new GatheredPush(job, await arrival.Task, outcome, run);
        }

        await run;
        return isCallback
            ? throw new FaktoryException($"A push middleware did not call next for the callback {job.Id} of type \"{job.Type}\"; the batch would lose it. Call next when PushContext.IsCallback is true.")
            : new GatheredPush(job, null);
    }

    private PushDelegate Compose(PushDelegate send)
    {
        var next = send;
        for (var i = _middleware.Value.Count - 1; i >= 0; i--)
        {
            var (current, rest) = (_middleware.Value[i], next);
            next = context => current.InvokeAsync(context, rest);
        }

        return next;
    }
}
