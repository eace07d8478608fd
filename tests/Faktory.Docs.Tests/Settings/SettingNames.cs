using System.Collections;
using System.Text.RegularExpressions;

namespace Faktory.Docs.Tests;

/// <summary>Settings that a page names, such as <c>Faktory:Server:Listen</c> or <c>Faktory__Server__Listen</c>, exist.</summary>
internal static partial class SettingNames
{
    public static IEnumerable<string> Check(Page page) =>
        from line in page.Lines
        from Match name in Name().Matches(line.Text)
        let keys = name.Value.Replace("__", ":", StringComparison.Ordinal).Split(':')[1..]
        where !Exists(keys)
        select page.At(line.Number, $"{name.Value} is no setting.");

    private static bool Exists(string[] keys) => keys switch
    {
        ["Server", .. var rest] => Exists(typeof(FaktoryServerOptions), rest),
        ["Worker", .. var rest] => Exists(typeof(FaktoryWorkerOptions), rest),
        ["Workers", _, .. var rest] => Exists(typeof(FaktoryWorkerOptions), rest),
        ["Clients", _, .. var rest] => Exists(typeof(FaktoryClientOptions), rest),
        var rest => Exists(typeof(FaktoryClientOptions), rest),
    };

    private static bool Exists(Type type, string[] keys) => keys switch
    {
        [] => true,
        [_, .. var rest] when Element(type) is { } element => Exists(element, rest),
        [var key, .. var rest] => type.GetProperty(key) is { } property && Exists(property.PropertyType, rest),
    };

    // Of a list or a map the next key is an index or a name that the user chooses.
    private static Type? Element(Type type) =>
        type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[^1] : null;

    [GeneratedRegex(@"\bFaktory(?::|__)(?:[A-Za-z]+|<name>)(?:(?::|__)(?:[A-Za-z0-9]+|<name>))*")]
    private static partial Regex Name();
}
