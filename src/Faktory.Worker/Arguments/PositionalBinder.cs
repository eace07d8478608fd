using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faktory.Worker;

/// <summary>For records and classes with a constructor: its parameters are the arguments, by position.</summary>
internal sealed class PositionalBinder : ArgumentBinder
{
    private readonly ConstructorInvoker _constructor;
    private readonly PositionalArguments _arguments;
    private readonly bool _acceptsObject;

    public PositionalBinder(Type type, ConstructorInfo constructor, JsonSerializerOptions json)
    {
        _constructor = ConstructorInvoker.Create(constructor);
        ArgumentParameter[] parameters = [.. constructor.GetParameters().Select(parameter => ArgumentParameter.From(type.ToString(), parameter, json, type))];
        RefuseExtras(type, constructor.GetParameters());
        _arguments = new PositionalArguments(type.Name, parameters, json);
        _acceptsObject = parameters is not [var only] || !JsonTypes.IsObject(only.Type, json);
    }

    public override object Bind(JsonElement args)
    {
        var values = _acceptsObject && args.GetArrayLength() == 1 && args[0].ValueKind == JsonValueKind.Object
            ? _arguments.FromObject(args[0])
            : _arguments.FromArray(args);
        return _constructor.Invoke(values.AsSpan());
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
