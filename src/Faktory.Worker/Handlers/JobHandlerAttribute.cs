namespace Faktory;

/// <summary>Names the job type that a handler handles, with the delivery settings of the jobs that <c>Job.For</c> makes for it. Several per class are several types.</summary>
/// <param name="type">The job type; may be left out only when the handler's arguments carry <see cref="JobAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class JobHandlerAttribute(string? type = null) : JobDefaultsAttribute
{
    /// <summary>The job type; null when <see cref="JobAttribute"/> on the arguments names it.</summary>
    public string? Type { get; } = type;
}
