using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faktory.Worker;

/// <summary>For records and classes with a constructor: its parameters are the arguments, by position.</summary>
internal sealed class PositionalBinder : ArgumentBinder
{
    private readonly Type _type;
    private readonly ConstructorInvoker _constructor;
    private readonly Parameter[] _parameters;
    private readonly JsonSerializerOptions _json;
    private readonly bool _acceptsObject;

    public PositionalBinder(Type type, ConstructorInfo constructor, JsonSerializerOptions json)
    {
        _type = type;
        _json = json;
        _constructor = ConstructorInvoker.Create(constructor);
        _parameters = [.. constructor.GetParameters().Select(parameter => Parameter.From(type, parameter, json))];
        RefuseExtras(type, constructor.GetParameters());
        _acceptsObject = _parameters is not [var only] || !JsonTypes.IsObject(only.Type, json);
    }

    public override object Bind(JsonElement args)
    {
        var values = new object?[_parameters.Length];
        if (_acceptsObject && args.GetArrayLength() == 1 && args[0].ValueKind == JsonValueKind.Object)
        {
            FromObject(args[0], values);
        }
        else
        {
            FromArray(args, values);
        }

        return _constructor.Invoke(values.AsSpan());
    }

    private void FromArray(JsonElement args, object?[] values)
    {
        var count = args.GetArrayLength();
        if (count > _parameters.Length)
        {
            throw new JobArgumentException($"{_type.Name} takes {_parameters.Length} arguments ({string.Join(", ", _parameters.Select(parameter => parameter.Name))}), but an array of {count} was found.");
        }

        for (var index = 0; index < values.Length; index++)
        {
            var parameter = _parameters[index];
            values[index] = index < count
                ? JsonTypes.Read(args[index], parameter.Type, _json, $"Argument {index + 1} (\"{parameter.Name}\") of {_type.Name}")
                : parameter.Missing(_type);
        }
    }

    private void FromObject(JsonElement value, object?[] values)
    {
        var comparison = _json.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var properties = value.EnumerateObject().ToList();
        for (var index = 0; index < values.Length; index++)
        {
            var parameter = _parameters[index];
            var found = properties.FindLastIndex(property => string.Equals(property.Name, parameter.JsonName, comparison));
            values[index] = found >= 0
                ? JsonTypes.Read(properties[found].Value, parameter.Type, _json, $"Property \"{parameter.JsonName}\" of {_type.Name}")
                : parameter.Missing(_type);
        }
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

    private sealed record Parameter(string Name, string JsonName, Type Type, bool IsOptional, object? Default)
    {
        public static Parameter From(Type owner, ParameterInfo parameter, JsonSerializerOptions json)
        {
            Check(owner, parameter, json);
            var property = owner.GetProperty(parameter.Name!, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase);
            var jsonName = property?.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                ?? json.PropertyNamingPolicy?.ConvertName(property?.Name ?? parameter.Name!)
                ?? property?.Name ?? parameter.Name!;
            return new Parameter(parameter.Name!, jsonName, parameter.ParameterType, parameter.HasDefaultValue, DefaultOf(parameter));
        }

        private static void Check(Type owner, ParameterInfo parameter, JsonSerializerOptions json)
        {
            try
            {
                JsonTypes.Describe(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType, json);
            }
            catch (UnbindableArgumentsException exception)
            {
                throw new UnbindableArgumentsException($"parameter \"{parameter.Name}\" of {owner}: {exception.Message}");
            }
        }

        public object? Missing(Type owner) => IsOptional
            ? Default
            : throw new JobArgumentException($"Argument \"{Name}\" of {owner.Name} must be {JsonTypes.Name(Type)}, but nothing was found: the job has too few arguments.");

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
}
