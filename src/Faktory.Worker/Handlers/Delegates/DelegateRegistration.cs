namespace Faktory.Worker;

/// <summary>A delegate that <c>MapJob</c> was given.</summary>
/// <param name="JobType">The job type that leads to it.</param>
/// <param name="Handler">The delegate.</param>
internal sealed record DelegateRegistration(string JobType, Delegate Handler) : HandlerRegistration
{
    public override string Name => $"MapJob(\"{JobType}\")";
}
