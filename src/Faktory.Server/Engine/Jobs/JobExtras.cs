namespace Faktory.Server.Engine;

/// <summary>What few jobs have, kept beside the entry so that the others do not pay for it.</summary>
internal sealed class JobExtras
{
    public FailureRecord? Failure { get; set; }

    public JobTerms? Terms { get; set; }

    public Callback? Callback { get; set; }
}
