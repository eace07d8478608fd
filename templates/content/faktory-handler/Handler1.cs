using Faktory;

namespace Company.Jobs1;

/// <summary>Arguments of the job "handler-type-1", in the order in which they travel.</summary>
/// <param name="Id">What to work on.</param>
//#if (HasQueue)
[Job("handler-type-1", Queue = "queue-1")]
//#else
[Job("handler-type-1")]
//#endif
public sealed record Handler1(int Id);
