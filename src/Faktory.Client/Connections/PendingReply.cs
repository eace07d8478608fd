using System.Threading.Tasks.Sources;
using Faktory.Protocol;

namespace Faktory.Client;

/// <summary>
/// The reply to one command, to be awaited once: as it is, as a job, or as nothing but <c>+OK</c>. Then it goes back to its pool and serves another
/// command, because a worker awaits two for each job.
/// </summary>
/// <param name="pool">Where it goes back to.</param>
internal sealed class PendingReply(PendingReplyPool pool) : IValueTaskSource<Reply>, IValueTaskSource<Job?>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<Reply> _core;

    public ValueTask<Reply> AsReply => new(this, _core.Version);

    /// <summary>A job; null for the null bulk.</summary>
    public ValueTask<Job?> AsJob => new(this, _core.Version);

    /// <summary>An exception for anything but <c>+OK</c>.</summary>
    public ValueTask AsOk => new(this, _core.Version);

    /// <summary>Makes it ready for a command.</summary>
    /// <param name="continuesInline">Whether who awaits it goes on inside of <see cref="Set"/>, on the thread that reads replies.</param>
    public void Begin(bool continuesInline) => _core.RunContinuationsAsynchronously = !continuesInline;

    public void Set(Reply reply) => _core.SetResult(reply);

    /// <summary>Ends the wait with an error, never inside of the caller, whose locks nobody here knows.</summary>
    public void Fail(Exception reason)
    {
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(reason);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    Reply IValueTaskSource<Reply>.GetResult(short token) => Take(token);

    Job? IValueTaskSource<Job?>.GetResult(short token)
    {
        var reply = Take(token);
        if (reply.Kind == ReplyKind.Null)
        {
            return null;
        }

        var job = JobJson.Read(Answers.Bulk(reply));
        reply.Recycle();
        return job;
    }

    void IValueTaskSource.GetResult(short token) => Answers.Ok(Take(token));

    private Reply Take(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            pool.Return(this);
        }
    }
}
