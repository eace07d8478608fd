using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faktory.Client;

namespace Faktory;

/// <summary>Makes jobs from typed arguments.</summary>
public static class JobFactory
{
    extension(Job)
    {
        /// <summary>Makes a job whose type and delivery settings come from <see cref="JobAttribute"/> on <typeparamref name="TArgs"/>.</summary>
        /// <param name="args">The arguments. Those of a type with a constructor travel by position, otherwise as one JSON object with web defaults.</param>
        /// <exception cref="InvalidOperationException"><typeparamref name="TArgs"/> has no <see cref="JobAttribute"/>, or cannot be laid out as arguments.</exception>
        [RequiresUnreferencedCode(JobArguments.NeedsReflection)]
        [RequiresDynamicCode(JobArguments.NeedsReflection)]
        public static Job From<TArgs>(TArgs args)
        {
            ArgumentNullException.ThrowIfNull(args);
            var attribute = Attribute(typeof(TArgs));
            return attribute.ApplyTo(new Job(attribute.Type, JobArguments.Write(args, typeof(TArgs), JsonSerializerOptions.Web)));
        }

        /// <summary>
        /// As <c>Job.From(args)</c>, without reflection, for programs compiled ahead of time. A struct travels as one object unless its constructor has
        /// <see cref="System.Text.Json.Serialization.JsonConstructorAttribute"/>; workers of this library read both.
        /// </summary>
        /// <param name="args">The arguments.</param>
        /// <param name="typeInfo">How they are written, from a <c>JsonSerializerContext</c>; workers of this library read Web defaults. The type of each constructor parameter must be known to it too.</param>
        /// <exception cref="InvalidOperationException"><typeparamref name="TArgs"/> has no <see cref="JobAttribute"/>, or cannot be laid out as arguments.</exception>
        public static Job From<TArgs>(TArgs args, JsonTypeInfo<TArgs> typeInfo)
        {
            ArgumentNullException.ThrowIfNull(args);
            ArgumentNullException.ThrowIfNull(typeInfo);
            var attribute = Attribute(typeof(TArgs));
            return attribute.ApplyTo(new Job(attribute.Type, TypedArguments.Write(args, typeInfo)));
        }
    }

    /// <summary>Pushes a job made from <paramref name="args"/> as <c>Job.From</c> does.</summary>
    /// <inheritdoc cref="IFaktoryClient.PushAsync"/>
    /// <param name="client">The client.</param>
    /// <param name="args">The arguments, of a type with <see cref="JobAttribute"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    [RequiresUnreferencedCode(JobArguments.NeedsReflection)]
    [RequiresDynamicCode(JobArguments.NeedsReflection)]
    public static ValueTask<PushResult> PushAsync<TArgs>(this IFaktoryClient client, TArgs args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.PushAsync(Job.From(args), cancellationToken);
    }

    /// <summary>Pushes a job made from <paramref name="args"/> as <c>Job.From</c> does, without reflection.</summary>
    /// <inheritdoc cref="IFaktoryClient.PushAsync"/>
    /// <param name="client">The client.</param>
    /// <param name="args">The arguments, of a type with <see cref="JobAttribute"/>.</param>
    /// <param name="typeInfo">How they are written.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static ValueTask<PushResult> PushAsync<TArgs>(this IFaktoryClient client, TArgs args, JsonTypeInfo<TArgs> typeInfo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.PushAsync(Job.From(args, typeInfo), cancellationToken);
    }

    private static JobAttribute Attribute(Type type) => type.GetCustomAttribute<JobAttribute>(inherit: false)
        ?? throw new InvalidOperationException($"{type} has no [Job(\"type\")], so its job type is unknown; add it, or use Job.Create.");
}
