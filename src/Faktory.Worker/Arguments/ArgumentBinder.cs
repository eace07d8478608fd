using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faktory.Client;

namespace Faktory.Worker;

/// <summary>Turns a job's JSON arguments into what its handler takes. The way is decided per type, once, at start.</summary>
internal abstract class ArgumentBinder
{
    /// <summary>Binds the arguments of one job.</summary>
    /// <param name="args">The JSON array of a job's <c>args</c>.</param>
    /// <exception cref="JobArgumentException">They do not fit.</exception>
    public abstract object? Bind(JsonElement args);

    /// <summary>Decides how a type receives arguments.</summary>
    /// <exception cref="UnbindableArgumentsException">It cannot.</exception>
    public static ArgumentBinder For(Type type, JsonSerializerOptions json)
    {
        if (type == typeof(JsonElement))
        {
            return new WholeArrayBinder();
        }

        var target = Nullable.GetUnderlyingType(type) ?? type;
        var info = JsonTypes.Describe(target, json);
        if (info.Kind != JsonTypeInfoKind.Object)
        {
            return new SingleArgumentBinder(type, json);
        }

        if (target.IsAbstract || target.IsInterface)
        {
            throw new UnbindableArgumentsException($"arguments of type {type} cannot be bound, because it is abstract; use a record, a class, a scalar, a collection or JsonElement.");
        }

        return Constructor(target) is { } constructor
            ? new PositionalBinder(target, constructor, json)
            : new SingleArgumentBinder(type, json);
    }

    private static ConstructorInfo? Constructor(Type type)
    {
        try
        {
            return ArgumentConstructor.Find(type);
        }
        catch (InvalidOperationException exception)
        {
            throw new UnbindableArgumentsException(exception.Message);
        }
    }
}
