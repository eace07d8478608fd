using System.Text;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>Turns one line into a command for the engine or an answer. Never throws, whatever the line is.</summary>
internal static class CommandParser
{
    /// <summary>How much of a client's own text an error repeats.</summary>
    public const int MaxEchoBytes = 1000;

    /// <param name="session">The connection that sent it.</param>
    /// <param name="line">Without its line ending.</param>
    /// <param name="now">UTC; becomes <c>created_at</c> of jobs that have none.</param>
    /// <param name="figures">What INFO says about the process.</param>
    public static ParsedCommand Parse(Session session, ReadOnlySpan<byte> line, DateTime now, IHostFigures figures)
    {
        _ = (session, now, figures);
        var space = line.IndexOf((byte)' ');
        var verb = space < 0 ? line : line[..space];
        return ParsedCommand.Unknown(Echo(verb));
    }

    /// <summary>A client's text for an error message, cut where it is absurdly long.</summary>
    public static string Echo(ReadOnlySpan<byte> text) => text.Length <= MaxEchoBytes
        ? Encoding.UTF8.GetString(text)
        : Encoding.UTF8.GetString(text[..MaxEchoBytes]) + "…";
}
