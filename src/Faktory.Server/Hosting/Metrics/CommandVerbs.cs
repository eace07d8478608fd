using System.Text;
using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>The verbs of commands as metrics name them, for example <c>BATCH NEW</c>. One thread only.</summary>
internal sealed class CommandVerbs
{
    private const string Suffix = "Command";

    private readonly Dictionary<Type, string?> _verbs = new()
    {
        [typeof(PushManyCommand)] = "PUSHB",
        [typeof(TickCommand)] = null,
        [typeof(SampleCommand)] = null,
        [typeof(RunDueCommand)] = null,
        [typeof(ListJobsCommand)] = null,
        [typeof(InputEndedCommand)] = null,
        [typeof(GoodbyeCommand)] = null,
        [typeof(ReturnCommand)] = null,
    };

    /// <returns>Null for what no client sends.</returns>
    public string? Of(Command command)
    {
        var type = command.GetType();
        if (!_verbs.TryGetValue(type, out var verb))
        {
            verb = FromName(type.Name);
            _verbs.Add(type, verb);
        }

        return verb;
    }

    /// <summary>A command's class has the name of its verb, one capital a word.</summary>
    private static string FromName(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name)
        {
            if (char.IsUpper(letter) && words.Length > 0)
            {
                words.Append(' ');
            }

            words.Append(char.ToUpperInvariant(letter));
        }

        return words.ToString();
    }
}
