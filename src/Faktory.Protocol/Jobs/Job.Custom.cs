using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faktory.Protocol;

namespace Faktory;

public sealed partial record Job
{
    /// <summary>How long no second job of the same type, arguments and queue may be pushed (<c>custom.unique_for</c>, seconds); null for no such rule.</summary>
    public TimeSpan? UniqueFor
    {
        get => GetSeconds(CustomNames.UniqueFor);
        init => Custom = WithSeconds(CustomNames.UniqueFor, value);
    }

    /// <summary>When the uniqueness ends before its time (<c>custom.unique_until</c>). Default: <see cref="UniqueUntil.Success"/>.</summary>
    public UniqueUntil UniqueUntil
    {
        get => CustomJson.Find(Custom, CustomNames.UniqueUntil) is { ValueKind: JsonValueKind.String } until && until.ValueEquals("start"u8)
            ? UniqueUntil.Start
            : UniqueUntil.Success;
        init => Custom = CustomJson.With(Custom, CustomNames.UniqueUntil, value == UniqueUntil.Start ? "\"start\""u8 : default);
    }

    /// <summary>How long after the push the job is worth running; later it is dropped unseen (<c>custom.expires_in</c>, seconds). Null: for ever.</summary>
    public TimeSpan? ExpiresIn
    {
        get => GetSeconds(CustomNames.ExpiresIn);
        init => Custom = WithSeconds(CustomNames.ExpiresIn, value);
    }

    /// <summary>Whether the server keeps the job's progress for others to ask (<c>custom.track</c>).</summary>
    public bool Track
    {
        get => CustomJson.Find(Custom, CustomNames.Track) is { } track
            && (track.ValueKind == JsonValueKind.True || (track.ValueKind == JsonValueKind.Number && track.TryGetInt32(out var set) && set != 0));
        init => Custom = CustomJson.With(Custom, CustomNames.Track, value ? "1"u8 : default);
    }

    /// <summary>Reads a value of <see cref="Custom"/>, with web defaults.</summary>
    /// <param name="name">The key.</param>
    /// <returns>The type's default when there is no such key.</returns>
    /// <exception cref="JsonException">The value is no <typeparamref name="T"/>.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public T? GetCustom<T>(string name) =>
        CustomJson.Find(Custom, name) is { } value ? value.Deserialize<T>(JsonSerializerOptions.Web) : default;

    /// <summary>Reads a value of <see cref="Custom"/> without reflection.</summary>
    /// <inheritdoc cref="GetCustom{T}(string)"/>
    /// <param name="name">The key.</param>
    /// <param name="typeInfo">How to read it.</param>
    public T? GetCustom<T>(string name, JsonTypeInfo<T> typeInfo) =>
        CustomJson.Find(Custom, name) is { } value ? value.Deserialize(typeInfo) : default;

    /// <summary>A copy with one more value in <see cref="Custom"/>, written with web defaults.</summary>
    /// <param name="name">The key; one that is there already is replaced. Names that start with <c>_</c> belong to the server.</param>
    /// <param name="value">The value; null is written as JSON null.</param>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public Job WithCustom<T>(string name, T value) =>
        this with { Custom = CustomJson.With(Custom, name, JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web)) };

    /// <summary>A copy with one more value in <see cref="Custom"/>, written without reflection.</summary>
    /// <param name="name">The key; one that is there already is replaced. Names that start with <c>_</c> belong to the server.</param>
    /// <param name="value">The value; null is written as JSON null.</param>
    /// <param name="typeInfo">How to write it.</param>
    public Job WithCustom<T>(string name, T value, JsonTypeInfo<T> typeInfo) =>
        this with { Custom = CustomJson.With(Custom, name, JsonSerializer.SerializeToUtf8Bytes(value, typeInfo)) };

    /// <summary>The batch that the job is a member of (<c>custom.bid</c>); null for none.</summary>
    internal string? BatchId
    {
        get => Custom is { } custom && WireJson.GetString(custom, CustomNames.BatchId) is { Length: > 0 } bid ? bid : null;
        init => Custom = CustomJson.With(Custom, CustomNames.BatchId, value is null ? default : JsonBytes.String(value));
    }

    private TimeSpan? GetSeconds(string name) =>
        CustomJson.Find(Custom, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var seconds)
            && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private JsonElement? WithSeconds(string name, TimeSpan? value) =>
        CustomJson.With(Custom, name, value is { } time ? JsonBytes.Number(time.TotalSeconds) : default);
}
