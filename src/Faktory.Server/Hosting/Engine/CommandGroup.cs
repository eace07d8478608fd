using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Hosting;

/// <summary>Commands whose replies leave once their changes are durable.</summary>
internal sealed record CommandGroup(WriteSet Changes, IReadOnlyList<Command> Answered)
{
    public const int MaxCommands = 2000;

    public const long MaxBytes = 4 * 1024 * 1024;
}
