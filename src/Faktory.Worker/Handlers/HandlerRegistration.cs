namespace Faktory.Worker;

/// <summary>A handler as the program added it, not yet checked.</summary>
internal abstract record HandlerRegistration
{
    /// <summary>Its settings.</summary>
    public JobHandlerOptions Options { get; } = new();

    /// <summary>What it is, for messages.</summary>
    public abstract string Name { get; }
}
