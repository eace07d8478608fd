using Faktory;

namespace Worker.Service;

/// <summary>A greeting to be said.</summary>
/// <param name="Name">Whom to greet.</param>
[Job("hello")]
internal sealed record SayHello(string Name);
