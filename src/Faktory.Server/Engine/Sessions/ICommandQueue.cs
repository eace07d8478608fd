namespace Faktory.Server.Engine;

/// <summary>The way into the engine. Safe from any thread.</summary>
internal interface ICommandQueue
{
    /// <summary>
    /// Queues commands of one connection in their order. Each gets its reply and is released sooner or later, also
    /// when the store is down (<c>-ERR storage unavailable</c>), unless the connection is told to <see cref="IReplyOutlet.Abort"/>.
    /// </summary>
    void Post(ReadOnlySpan<Command> commands);
}
