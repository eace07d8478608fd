namespace Faktory;

/// <summary>Runs around every push: sees, changes or holds back the job. One instance serves all pushes, concurrently.</summary>
public interface IPushMiddleware
{
    /// <summary>Handles one push.</summary>
    /// <param name="context">The push; change <see cref="PushContext.Job"/> to send something else.</param>
    /// <param name="next">The rest of the pipeline. Not calling it means that nothing is pushed; for a callback that is an error.</param>
    /// <returns>What the caller of the push is told.</returns>
    ValueTask<PushResult> InvokeAsync(PushContext context, PushDelegate next);
}
