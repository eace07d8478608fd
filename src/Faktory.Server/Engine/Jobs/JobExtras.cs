namespace Faktory.Server.Engine;

/// <summary>What few jobs have, kept beside the entry so that the others do not pay for it. Belongs to <see cref="JobEntry"/>.</summary>
internal sealed class JobExtras
{
    /// <summary>Of those too that have something else.</summary>
    public Batch? Batch { get; set; }

    public FailureRecord? Failure { get; set; }

    public JobTerms? Terms { get; set; }

    public Callback? Callback { get; set; }
}
