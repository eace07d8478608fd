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
    }
}
