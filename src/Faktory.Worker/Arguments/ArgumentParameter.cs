using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Faktory.Worker;

/// <summary>One of several positional arguments: a parameter of a constructor, or of a delegate.</summary>
internal sealed record ArgumentParameter(string Name, string JsonName, Type Type, bool IsOptional, object? Default)
{
    /// <summary>Describes a parameter.</summary>
    /// <param name="owner">What it is a parameter of, for messages.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="json">How arguments are read.</param>
    /// <param name="type">The type whose property it fills, which names it in an object; null for none.</param>
    /// <exception cref="UnbindableArgumentsException">No JSON can become its type.</exception>
    public static ArgumentParameter From(string owner, ParameterInfo parameter, JsonSerializerOptions json, Type? type = null)
    {
        Check(owner, parameter, json);
        var property = type?.GetProperty(parameter.Name!, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase);
        var jsonName = property?.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
            ?? json.PropertyNamingPolicy?.ConvertName(property?.Name ?? parameter.Name!)
            ?? property?.Name ?? parameter.Name!;
        return new ArgumentParameter(parameter.Name!, jsonName, parameter.ParameterType, parameter.HasDefaultValue, DefaultOf(parameter));
    }

    /// <summary>What it is when the job has no such argument.</summary>
    /// <exception cref="JobArgumentException">It has no default.</exception>
    public object? Missing(string owner) => IsOptional
        ? Default
        : throw new JobArgumentException($"Argument \"{Name}\" of {owner} must be {JsonTypes.Name(Type)}, but nothing was found: the job has too few arguments.");

    private static void Check(string owner, ParameterInfo parameter, JsonSerializerOptions json)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        try
        {
            var info = JsonTypes.Describe(type, json);
            if (info is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null } && (type.IsAbstract || type.IsInterface))
            {
                throw new UnbindableArgumentsException($"arguments of type {type} cannot be bound, because it is abstract; use a record, a class, a scalar or a collection.");
            }
        }
        catch (UnbindableArgumentsException exception)
        {
            throw new UnbindableArgumentsException($"parameter \"{parameter.Name}\" of {owner}: {exception.Message}");
        }
    }

    // Reflection reports `default` of a value type as null, and an enum's default as its number.
    private static object? DefaultOf(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue)
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue switch
        {
            null when parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null => Activator.CreateInstance(type),
            null => null,
            { } value when type.IsEnum => Enum.ToObject(type, value),
            { } value => value,
        };
    }
}
