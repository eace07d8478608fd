using System.Reflection;
using System.Text.Json.Serialization;

namespace Faktory.Worker;

/// <summary>Finds the constructor whose parameters are a job's positional arguments.</summary>
internal static class ArgumentConstructor
{
    /// <summary>Finds it; null when the type is made without arguments and filled from one JSON object.</summary>
    /// <exception cref="UnbindableArgumentsException">There is none or no single best one, or the type holds more than its constructor takes.</exception>
    public static ConstructorInfo? Find(Type type)
    {
        var constructors = type.GetConstructors();
        var constructor = constructors.SingleOrDefault(candidate => candidate.IsDefined(typeof(JsonConstructorAttribute)))
            ?? constructors.FirstOrDefault(candidate => candidate.GetParameters().Length == 0)
            ?? (constructors.Length == 1 ? constructors[0] : null);
        if (constructor is null)
        {
            // A struct can always be made without arguments, although reflection lists no such constructor.
            return constructors.Length == 0 && type.IsValueType ? null : throw new UnbindableArgumentsException(
                $"arguments of type {type} cannot be bound, because it has {constructors.Length} public constructors; give it one, or mark one with [JsonConstructor].");
        }

        var parameters = constructor.GetParameters();
        if (parameters.Length == 0)
        {
            return null;
        }

        RefuseExtras(type, parameters);
        return constructor;
    }

    private static void RefuseExtras(Type type, ParameterInfo[] parameters)
    {
        var extras = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.SetMethod is { IsPublic: true }
                && !property.IsDefined(typeof(JsonIgnoreAttribute))
                && !parameters.Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(property => property.Name)
            .ToList();
        if (extras.Count > 0)
        {
            throw new UnbindableArgumentsException(
                $"arguments of type {type} travel by position, as its constructor takes them, so {string.Join(", ", extras)} would be lost; make it a constructor parameter, or mark it with [JsonIgnore].");
        }
    }
}
