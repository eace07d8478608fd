namespace Faktory.Client;

/// <summary>The push middleware of one client, in the order of registration.</summary>
internal sealed class PushMiddlewareList
{
    public List<Func<IServiceProvider, IPushMiddleware>> Factories { get; } = [];
}
