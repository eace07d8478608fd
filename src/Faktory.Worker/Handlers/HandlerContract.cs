namespace Faktory.Worker;

/// <summary>The one handler interface that a class implements.</summary>
/// <param name="Interface">The closed interface.</param>
/// <param name="Arguments">Its arguments; null when it takes none.</param>
internal sealed record HandlerContract(Type Interface, Type? Arguments)
{
    private static readonly Type[] Generic = [typeof(IJobHandler<>), typeof(IJobHandler<,>)];

    /// <summary>All handler interfaces of a class; a usable handler has exactly one.</summary>
    public static IReadOnlyList<HandlerContract> Of(Type handler)
    {
        var contracts = new List<HandlerContract>();
        foreach (var candidate in handler.GetInterfaces())
        {
            if (candidate == typeof(IJobHandler))
            {
                contracts.Add(new HandlerContract(candidate, null));
            }
            else if (candidate.IsGenericType && Generic.Contains(candidate.GetGenericTypeDefinition()))
            {
                contracts.Add(new HandlerContract(candidate, candidate.GetGenericArguments()[0]));
            }
        }

        return contracts;
    }
}
