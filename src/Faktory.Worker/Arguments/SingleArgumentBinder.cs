using System.Text.Json;

namespace Faktory.Worker;

/// <summary>For scalars, collections and classes with a parameterless constructor: exactly one argument.</summary>
internal sealed class SingleArgumentBinder(Type type, JsonSerializerOptions json) : ArgumentBinder
{
    public override object? Bind(JsonElement args)
    {
        var count = args.GetArrayLength();
        if (count != 1)
        {
            throw new JobArgumentException($"The job must have exactly one argument of type {JsonTypes.Name(type)}, but an array of {count} was found.");
        }

        var value = args[0];
        if (value.ValueKind == JsonValueKind.Null && JsonTypes.IsObject(type, json) && Nullable.GetUnderlyingType(type) is null)
        {
            throw new JobArgumentException($"The job's argument must be {JsonTypes.Name(type)}, but null was found.");
        }

        return JsonTypes.Read(value, type, json, "The job's argument");
    }
}
