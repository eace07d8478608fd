namespace Faktory.Client;

/// <summary>The callbacks of a batch after the middleware.</summary>
internal sealed class BatchCallbacks
{
    private GatheredPush? _success;
    private GatheredPush? _complete;
    private GatheredPush? _cancelled;

    public Job? Success => _success?.Job;

    public Job? Complete => _complete?.Job;

    public Job? Cancelled => _cancelled?.Job;

    public IEnumerable<GatheredPush> All => new[] { _success, _complete, _cancelled }.OfType<GatheredPush>();

    public static async ValueTask<BatchCallbacks> GatherAsync(Batch batch, PushPipeline pipeline, CancellationToken cancellationToken)
    {
        return new BatchCallbacks
        {
            _success = await GatherOneAsync(batch.Success),
            _complete = await GatherOneAsync(batch.Complete),
            _cancelled = await GatherOneAsync(batch.Cancelled),
        };

        async ValueTask<GatheredPush?> GatherOneAsync(Job? callback)
        {
            if (callback is null)
            {
                return null;
            }

            JobPreparation.PrepareCallback(callback);
            var push = await pipeline.GatherAsync(callback, isCallback: true, cancellationToken);
            JobPreparation.PrepareCallback(push.Job!);
            return push;
        }
    }
}
