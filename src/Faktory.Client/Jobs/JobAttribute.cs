namespace Faktory;

/// <summary>On a type of arguments: the job type and the delivery settings of jobs made with <c>Job.From</c>.</summary>
/// <param name="type">The job type that a handler is registered under. Never derived from a class name, because a rename would strand queued jobs.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class JobAttribute(string type) : JobDefaultsAttribute
{
    /// <summary>The job type.</summary>
    public string Type { get; } = type;
}
