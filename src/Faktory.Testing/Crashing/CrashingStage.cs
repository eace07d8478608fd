using Faktory.Client;

namespace Faktory.Testing;

/// <summary>Builds a stage job by job, as a client does where a tree is too large for one command, so that a run can die between any two.</summary>
internal static class CrashingStage
{
    public static async Task<string> BuildAsync(BatchHandle parent, Batch stage, string? key, CrashRun run, CancellationToken cancellationToken)
    {
        await using var handle = await parent.BeginStageAsync(Hollow(stage, key), cancellationToken);
        foreach (var job in stage.Jobs)
        {
            await run.PushAsync(() => handle.PushAsync(job, cancellationToken));
        }

        for (var i = 0; i < stage.Children.Count; i++)
        {
            await BuildAsync(handle, stage.Children[i], stage.Children[i].Key ?? BatchPlace.NumberedKey(i), run, cancellationToken);
        }

        await handle.CommitAsync(cancellationToken);
        return handle.Id;
    }

    private static Batch Hollow(Batch stage, string? key) => new(stage.Description)
    {
        Key = key,
        Success = stage.Success,
        Complete = stage.Complete,
        Cancelled = stage.Cancelled,
    };
}
