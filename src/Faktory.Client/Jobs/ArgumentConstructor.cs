using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Faktory.Client;

/// <summary>Finds the constructor whose parameters are a job's positional arguments. Producers and workers must agree on it.</summary>
internal static class ArgumentConstructor
{
    /// <summary>Finds it; null when the type is made without arguments and travels as one JSON object.</summary>
    /// <exception cref="InvalidOperationException">There is none, or no single best one.</exception>
    public static ConstructorInfo? Find([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        var constructors = type.GetConstructors();
        var constructor = constructors.SingleOrDefault(candidate => candidate.IsDefined(typeof(JsonConstructorAttribute)))
            ?? constructors.FirstOrDefault(candidate => candidate.GetParameters().Length == 0)
            ?? (constructors.Length == 1 ? constructors[0] : null);

        // A struct can always be made without arguments, although reflection lists no such constructor.
        return constructor is null && !(constructors.Length == 0 && type.IsValueType)
            ? throw new InvalidOperationException($"{type} cannot hold arguments, because it has {constructors.Length} public constructors; give it one, or mark one with [JsonConstructor].")
            : constructor?.GetParameters().Length > 0 ? constructor : null;
    }
}
