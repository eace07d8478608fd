namespace Faktory.Worker;

/// <summary>A class that was added as a handler, or found by a scan.</summary>
/// <param name="Class">The class.</param>
internal sealed record ClassRegistration(Type Class) : HandlerRegistration
{
    public override string Name => Class.ToString();
}
