namespace Faktory.Client;

/// <summary>A batch on its way to the server, its jobs read only as far as one command may hold. Disposal ends what was not read.</summary>
internal sealed class BatchDraft(Batch batch) : IDisposable
{
    private IEnumerator<Job>? _rest;

    public Batch Batch => batch;

    /// <summary>The callbacks, once they have come through the middleware.</summary>
    public BatchCallbacks? Callbacks { get; private set; }

    /// <summary>Jobs that have come through the middleware.</summary>
    public List<GatheredPush> Jobs { get; } = [];

    public List<BatchDraft> Children { get; } = [.. batch.Children.Select(child => new BatchDraft(child))];

    /// <summary>Every push gathered so far, children included.</summary>
    public IEnumerable<GatheredPush> Gathered => [.. Callbacks?.All ?? [], .. Jobs, .. Children.SelectMany(child => child.Gathered)];

    /// <summary>The jobs that have come through the middleware, children's included.</summary>
    public List<GatheredPush> AllJobs => [.. Jobs, .. Children.SelectMany(child => child.AllJobs)];

    public async ValueTask<BatchCallbacks> GatherCallbacksAsync(PushPipeline pipeline, CancellationToken cancellationToken) =>
        Callbacks ??= await BatchCallbacks.GatherAsync(batch, pipeline, cancellationToken);

    /// <summary>Reads the whole tree, as long as the budget lasts.</summary>
    /// <returns>False when the tree is too large for one command.</returns>
    public Task<bool> TryGatherAsync(PushPipeline pipeline, SubmitBudget budget, CancellationToken cancellationToken) =>
        TryGatherAsync(pipeline, budget, 1, cancellationToken);

    /// <summary>The jobs that were not read yet.</summary>
    public IEnumerable<Job> ReadRest()
    {
        _rest ??= batch.Jobs.GetEnumerator();
        while (_rest.MoveNext())
        {
            yield return _rest.Current;
        }
    }

    /// <summary>Tells the middleware of everything gathered that it was not sent.</summary>
    public void Abandon(Exception reason)
    {
        foreach (var push in Gathered)
        {
            push.Abandon(reason);
        }
    }

    public void Dispose()
    {
        _rest?.Dispose();
        foreach (var child in Children)
        {
            child.Dispose();
        }
    }

    private async Task<bool> TryGatherAsync(PushPipeline pipeline, SubmitBudget budget, int level, CancellationToken cancellationToken)
    {
        if (!budget.TryEnter(level))
        {
            return false;
        }

        var callbacks = await GatherCallbacksAsync(pipeline, cancellationToken);
        budget.Take(callbacks.All);
        _rest = batch.Jobs.GetEnumerator();
        while (budget.IsLeft && _rest.MoveNext())
        {
            var push = await pipeline.GatherAsync(_rest.Current, isCallback: false, cancellationToken);
            if (push.Job is not null)
            {
                Jobs.Add(push);
                budget.Take([push]);
            }
        }

        foreach (var child in Children)
        {
            if (!budget.IsLeft || !await child.TryGatherAsync(pipeline, budget, level + 1, cancellationToken))
            {
                return false;
            }
        }

        return budget.IsLeft;
    }
}
