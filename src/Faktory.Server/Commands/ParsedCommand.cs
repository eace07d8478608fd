using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>What one line is: a command for the engine, or something the connection answers itself.</summary>
internal readonly struct ParsedCommand
{
    private ParsedCommand(Command? command, Reply? reply, bool isKnown)
    {
        Command = command;
        Reply = reply;
        IsKnown = isKnown;
    }

    /// <summary>END: the connection is to be closed without a reply once the earlier replies have left.</summary>
    public static ParsedCommand End => new(null, null, isKnown: true);

    /// <summary>For the engine; null when the connection answers.</summary>
    public Command? Command { get; }

    /// <summary>The answer when there is no <see cref="Command"/>; null for END.</summary>
    public Reply? Reply { get; }

    /// <summary>Whether the verb exists, so that it counts as a command.</summary>
    public bool IsKnown { get; }

    public static ParsedCommand For(Command command) => new(command, null, isKnown: true);

    /// <summary>A command that was refused; the text without the code ERR.</summary>
    public static ParsedCommand Refused(string text) => new(null, Reply.Error(text), isKnown: true);

    public static ParsedCommand Unknown(string verb) => new(null, Reply.Error("unknown command " + verb), isKnown: false);
}
