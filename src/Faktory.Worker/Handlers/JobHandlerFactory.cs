using System.Text.Json.Serialization.Metadata;
using Faktory.Worker;

namespace Faktory;

/// <summary>Makes jobs for handlers.</summary>
public static class JobHandlerFactory
{
    extension(Job)
    {
        /// <summary>Makes a job for a handler: its type and delivery settings from <see cref="JobHandlerAttribute"/>, or from <see cref="JobAttribute"/> on the handler's arguments.</summary>
        /// <typeparam name="THandler">The handler.</typeparam>
        /// <param name="args">What the handler takes; nothing for one without arguments. Those of a type with a constructor travel by position.</param>
        /// <exception cref="ArgumentException"><paramref name="args"/> are of another type than the handler takes; the message names both.</exception>
        /// <exception cref="InvalidOperationException">The handler has no job type or several, or its arguments cannot be laid out.</exception>
        public static Job For<THandler>(object? args = null)
            where THandler : class => HandlerJob<THandler>.Create(args);

        /// <summary>As <c>Job.For(args)</c>, with arguments written by <paramref name="typeInfo"/> instead of by reflection.</summary>
        /// <typeparam name="THandler">The handler.</typeparam>
        /// <param name="args">What the handler takes.</param>
        /// <param name="typeInfo">How they are written, for the type that the handler takes. The type of each constructor parameter must be known to it too.</param>
        /// <exception cref="ArgumentException"><paramref name="args"/> or <paramref name="typeInfo"/> are of another type than the handler takes; the message names both.</exception>
        /// <exception cref="InvalidOperationException">The handler has no job type or several, or its arguments cannot be laid out.</exception>
        public static Job For<THandler>(object? args, JsonTypeInfo typeInfo)
            where THandler : class
        {
            ArgumentNullException.ThrowIfNull(typeInfo);
            return HandlerJob<THandler>.Create(args, typeInfo);
        }
    }
}
