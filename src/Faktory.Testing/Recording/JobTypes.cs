using Faktory.Worker;

namespace Faktory.Testing;

/// <summary>The job types that lead to a handler.</summary>
internal static class JobTypes
{
    /// <exception cref="InvalidOperationException">The type is no handler, or its attributes are wrong.</exception>
    public static IReadOnlySet<string> Of(Type handler)
    {
        var errors = new List<string>();
        var types = HandlerAttributes.Read(handler, HandlerContract.Of(handler) is [var contract] ? contract.Arguments : null, configured: null, errors);
        return errors.Count == 0
            ? types.Select(type => type.JobType).ToHashSet(StringComparer.Ordinal)
            : throw new InvalidOperationException(string.Join(' ', errors));
    }
}
