namespace Faktory;

/// <summary>Which callback of a batch a job is (FWP <c>custom._cb</c>).</summary>
public enum CallbackKind
{
    /// <summary>Every job and child is acknowledged.</summary>
    Success,

    /// <summary>Every job was executed at least once.</summary>
    Complete,

    /// <summary>The batch was cancelled and nothing of it runs any more.</summary>
    Cancelled,
}
