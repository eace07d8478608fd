using Faktory;

namespace Company.FaktoryWorker._1.Greetings;

/// <summary>Arguments of the job "hello"; on the wire ["world"].</summary>
/// <param name="Name">Whom to greet.</param>
[Job("hello")]
public sealed record SayHello(string Name);
