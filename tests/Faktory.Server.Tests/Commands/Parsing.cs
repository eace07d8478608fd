using System.Text;
using Faktory.Server.Commands;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Commands;

/// <summary>Parses one line as a connection would.</summary>
internal static class Parsing
{
    public static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public static readonly HostFigures Figures = new(1, 2, 3, 4);

    public static ParsedCommand Parse(string line) => Parse(Encoding.UTF8.GetBytes(line));

    public static ParsedCommand Parse(byte[] line) => CommandParser.Parse(Session.Internal, line, Now, new FixedFigures());

    public static T Command<T>(string line)
        where T : Command => Assert.IsType<T>(Parse(line).Command);

    public static string Error(string line) => Assert.IsType<ErrorReply>(Parse(line).Reply).Text;

    public static string Json(byte[] payload) => Encoding.UTF8.GetString(payload);

    private sealed class FixedFigures : IHostFigures
    {
        public HostFigures Read() => Figures;
    }
}
