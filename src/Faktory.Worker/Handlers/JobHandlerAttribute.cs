namespace Faktory;

/// <summary>Names the job type that a handler handles, with the delivery settings of the jobs that <c>Job.For</c> makes for it.</summary>
/// <remarks>
/// Several on one class are several job types with one handler. Not inherited: a class that derives from a handler handles nothing until it has an attribute
/// of its own, because two classes of one job type would be an error; a scan reports such a class. The handler interface may come from a base class, so an
/// abstract base without the attribute may hold what its handlers share.
/// </remarks>
/// <param name="type">The job type; may be left out only when the handler's arguments carry <see cref="JobAttribute"/>, or <see cref="JobHandlerOptions.Type"/> names it.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class JobHandlerAttribute(string? type = null) : JobDefaultsAttribute
{
    /// <summary>The job type; null when <see cref="JobAttribute"/> on the arguments names it.</summary>
    public string? Type { get; } = type;
}
