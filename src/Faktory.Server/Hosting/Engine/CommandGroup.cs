using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Hosting;

/// <summary>Commands whose replies leave once their changes are durable.</summary>
/// <param name="Changes">What is committed.</param>
/// <param name="Answered">Whose replies leave then.</param>
/// <param name="Returns">What was given back in it, to be given back again if it is lost.</param>
internal sealed record CommandGroup(WriteSet Changes, IReadOnlyList<Command> Answered, IReadOnlyList<ReturnCommand> Returns)
{
    /// <summary>When its first command was applied, UTC.</summary>
    public DateTime Since { get; init; }

    public const int MaxCommands = 2000;

    public const long MaxBytes = 4 * 1024 * 1024;
}
