namespace Faktory;

/// <summary>The rest of a push pipeline.</summary>
/// <param name="context">The push.</param>
public delegate ValueTask<PushResult> PushDelegate(PushContext context);
