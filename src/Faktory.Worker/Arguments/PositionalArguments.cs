using System.Text.Json;

namespace Faktory.Worker;

/// <summary>Reads a job's arguments one by one into the parameters of a constructor or a delegate.</summary>
/// <param name="owner">What they are parameters of, for messages.</param>
/// <param name="parameters">The parameters in order.</param>
/// <param name="json">How arguments are read.</param>
internal sealed class PositionalArguments(string owner, IReadOnlyList<ArgumentParameter> parameters, JsonSerializerOptions json)
{
    // For messages, made once.
    private readonly string[] _elements = [.. parameters.Select((parameter, index) => $"Argument {index + 1} (\"{parameter.Name}\") of {owner}")];
    private readonly string[] _properties = [.. parameters.Select(parameter => $"Property \"{parameter.JsonName}\" of {owner}")];

    /// <summary>Reads an array.</summary>
    /// <exception cref="JobArgumentException">It does not fit.</exception>
    public object?[] FromArray(JsonElement args)
    {
        var count = args.GetArrayLength();
        if (count > parameters.Count)
        {
            throw new JobArgumentException($"{owner} takes {parameters.Count} arguments ({string.Join(", ", parameters.Select(parameter => parameter.Name))}), but an array of {count} was found.");
        }

        var values = new object?[parameters.Count];
        for (var index = 0; index < values.Length; index++)
        {
            var parameter = parameters[index];
            values[index] = index < count
                ? JsonTypes.Read(args[index], parameter.Type, json, _elements[index])
                : parameter.Missing(owner);
        }

        return values;
    }

    /// <summary>Reads an object's properties by the parameters' names.</summary>
    /// <exception cref="JobArgumentException">It does not fit.</exception>
    public object?[] FromObject(JsonElement value)
    {
        var comparison = json.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var properties = value.EnumerateObject().ToList();
        var values = new object?[parameters.Count];
        for (var index = 0; index < values.Length; index++)
        {
            var parameter = parameters[index];
            var found = properties.FindLastIndex(property => string.Equals(property.Name, parameter.JsonName, comparison));
            values[index] = found >= 0
                ? JsonTypes.Read(properties[found].Value, parameter.Type, json, _properties[index])
                : parameter.Missing(owner);
        }

        return values;
    }
}
