namespace Faktory.Server.Engine;

/// <summary>A callback of a batch: its job, ready to be enqueued, and how far it is. Its identity is this object, never the <c>_bid</c> text of a payload.</summary>
internal sealed class Callback(Batch batch, CallbackKind kind, byte[] payload)
{
    public Batch Batch => batch;

    public CallbackKind Kind => kind;

    public byte[] Payload => payload;

    public CallbackProgress Progress { get; set; }

    /// <summary>Whether there is a job of it. Belongs to <see cref="JobEntry"/>.</summary>
    public bool HasJob { get; set; }

    /// <summary>Whether its job was removed, so that nothing is left to acknowledge.</summary>
    public bool IsLost => Progress == CallbackProgress.Enqueued && !HasJob;

    /// <summary>Whether its latest execution failed.</summary>
    public bool HasFailed { get; set; }
}
