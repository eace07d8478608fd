using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
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
            var attribute = typeof(TArgs).GetCustomAttribute<JobAttribute>(inherit: false)
                ?? throw new InvalidOperationException($"{typeof(TArgs)} has no [Job(\"type\")], so its job type is unknown; add it, or use Job.Create.");
            return attribute.ApplyTo(new Job(attribute.Type, JobArguments.Write(args, typeof(TArgs), JsonSerializerOptions.Web)));
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
}
