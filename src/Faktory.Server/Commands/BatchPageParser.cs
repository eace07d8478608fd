using System.Text;
using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The BATCH commands that reply page by page: TREE, LIST and RESULTS.</summary>
internal static class BatchPageParser
{
    private const int MaxPage = 1000;

    private static readonly string[] States = ["open", "running", "failing", "succeeded", "cancelled"];

    /// <exception cref="JsonException">The argument is no JSON of the right form.</exception>
    public static ParsedCommand ParseTree(Session session, ReadOnlySpan<byte> argument)
    {
        var page = Page.Read(argument);
        return Refusal("TREE", page) ?? ParsedCommand.For(new BatchTreeCommand(session, page.Bid!, page.After, page.Limit));
    }

    /// <exception cref="JsonException">The argument is no JSON of the right form.</exception>
    public static ParsedCommand ParseResults(Session session, ReadOnlySpan<byte> argument)
    {
        var page = Page.Read(argument);
        if (Refusal("RESULTS", page) is { } refusal)
        {
            return refusal;
        }

        return TryReadMark(page, out var after)
            ? ParsedCommand.For(new BatchResultsCommand(session, page.Bid!, after ?? 0, page.Limit))
            : WrongMark("RESULTS");
    }

    /// <exception cref="JsonException">The argument is no JSON of the right form.</exception>
    public static ParsedCommand ParseList(Session session, ReadOnlySpan<byte> argument)
    {
        var page = Page.Read(argument.IsEmpty ? "{}"u8 : argument, isObject: true);
        if (page.State is { } state && !States.Contains(state))
        {
            return ParsedCommand.Refused($"no such batch state {CommandParser.Echo(Encoding.UTF8.GetBytes(state))}: it is one of {string.Join(", ", States)}");
        }

        if (!TryReadMark(page, out var after))
        {
            return WrongMark("LIST");
        }

        return page.Limit < 1
            ? WrongLimit("LIST")
            : ParsedCommand.For(new BatchListCommand(session, new BatchListFilter(page.Text, page.State), after, page.Limit));
    }

    private static ParsedCommand? Refusal(string subcommand, in Page page)
    {
        if (page.Bid is null)
        {
            return ParsedCommand.Refused($"BATCH {subcommand} needs a batch id");
        }

        return page.Limit < 1 ? WrongLimit(subcommand) : null;
    }

    private static bool TryReadMark(in Page page, out long? after)
    {
        after = null;
        if (page.After is null)
        {
            return true;
        }

        var isMark = PageMark.TryParse(page.After, out var position);
        after = position;
        return isMark;
    }

    private static ParsedCommand WrongMark(string subcommand) =>
        ParsedCommand.Refused($"after must be what the page before gave as next (BATCH {subcommand})");

    private static ParsedCommand WrongLimit(string subcommand) =>
        ParsedCommand.Refused($"the limit of BATCH {subcommand} must be 1 or more");

    /// <summary>What is asked for; empty texts are absent.</summary>
    private struct Page
    {
        private long _limit;

        public string? Bid { get; private set; }

        public string? After { get; private set; }

        public string? Text { get; private set; }

        public string? State { get; private set; }

        /// <summary>0 for one that is too small.</summary>
        public readonly int Limit => (int)Math.Clamp(_limit, 0, MaxPage);

        public static Page Read(ReadOnlySpan<byte> argument, bool isObject = false)
        {
            var page = new Page { _limit = MaxPage };
            if (!isObject && argument[0] != (byte)'{')
            {
                page.Bid = Encoding.UTF8.GetString(argument);
                return page;
            }

            var reader = JsonArgument.Open(argument);
            if (JsonArgument.IsObject(ref reader, "the argument"))
            {
                while (JsonArgument.NextProperty(ref reader, out var name))
                {
                    page.ReadField(ref reader, name);
                }
            }

            JsonArgument.Close(ref reader);
            return page;
        }

        private void ReadField(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
        {
            if (JsonArgument.Matches(name, "bid"u8))
            {
                Bid = ReadText(ref reader, "bid");
            }
            else if (JsonArgument.Matches(name, "after"u8))
            {
                After = ReadText(ref reader, "after");
            }
            else if (JsonArgument.Matches(name, "limit"u8))
            {
                _limit = JsonArgument.ReadInteger(ref reader, "limit") ?? MaxPage;
            }
            else if (JsonArgument.Matches(name, "text"u8))
            {
                Text = ReadText(ref reader, "text");
            }
            else if (JsonArgument.Matches(name, "state"u8))
            {
                State = ReadText(ref reader, "state");
            }
            else
            {
                reader.Skip();
            }
        }

        private static string? ReadText(ref Utf8JsonReader reader, string field) =>
            JsonArgument.ReadString(ref reader, field) is { Length: > 0 } text ? text : null;
    }
}
