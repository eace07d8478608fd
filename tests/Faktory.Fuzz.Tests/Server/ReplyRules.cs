using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Faktory.Fuzz.Tests.Grammar;

namespace Faktory.Fuzz.Tests.Server;

/// <summary>What must be true of any answer to a line, whatever the line is.</summary>
internal static partial class ReplyRules
{
    /// <summary>Room for 3000 characters of a client's text.</summary>
    private const int MaxErrorBytes = 12 * 1024;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Check(ReadOnlySpan<byte> line, SeenReply reply, Vocabulary names)
    {
        try
        {
            return reply.Kind switch
            {
                '-' => CheckError(reply.Text, reply.Payload.Length, FormsOf(line)),
                '+' => FormsOf(line).HasFlag(ReplyForms.Ok) && reply.Text == "OK" ? null : "+OK does not answer this command",
                '0' => FormsOf(line).HasFlag(ReplyForms.Null) ? null : "null does not answer this command",
                _ => CheckBulk(FormsOf(line), reply, names),
            };
        }
        catch (DecoderFallbackException)
        {
            return "the reply is no UTF-8";
        }
        catch (JsonException error)
        {
            return $"the reply is no JSON: {error.Message}";
        }
    }

    /// <summary>None for a verb that does not exist.</summary>
    private static ReplyForms FormsOf(ReadOnlySpan<byte> line)
    {
        var words = Encoding.UTF8.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (verb, subcommand) = (words.Length > 0 && line[0] != ' ' ? words[0] : "", words.Length > 1 ? words[1].ToUpperInvariant() : "");
        var forms = ReplyForms.None;
        foreach (var command in CommandGrammar.Commands.Concat(CommandGrammar.Endings))
        {
            if (command.Name == verb || command.Name == $"{verb} {subcommand}")
            {
                forms |= command.Replies;
            }
        }

        return forms;
    }

    private static string? CheckError(string text, int length, ReplyForms forms)
    {
        if (!Coded().IsMatch(text))
        {
            return "an error needs a code and a text that says what was wrong";
        }

        if (length > MaxErrorBytes)
        {
            return $"an error of {length} bytes";
        }

        if (Inside().IsMatch(text))
        {
            return "the error tells of the server's insides";
        }

        return forms == ReplyForms.None && !KnownVerb().IsMatch(text) ? "a verb that does not exist is an unknown command" : null;
    }

    private static string? CheckBulk(ReplyForms forms, SeenReply reply, Vocabulary names)
    {
        if (forms.HasFlag(ReplyForms.BatchId))
        {
            names.AddBatch(reply.Text);
            return BatchId().IsMatch(reply.Text) ? null : "the reply is no batch id";
        }

        if (!forms.HasFlag(ReplyForms.Json) && !forms.HasFlag(ReplyForms.Job))
        {
            return "a bulk does not answer this command";
        }

        using var document = JsonDocument.Parse(reply.Payload, Deep);
        return forms.HasFlag(ReplyForms.Job) ? CheckJob(document.RootElement, names)
            : document.RootElement.ValueKind == JsonValueKind.Object ? null
            : "the reply is no object";
    }

    private static string? CheckJob(JsonElement job, Vocabulary names)
    {
        var counted = job.EnumerateObject().Select(field => field.Name).ToList();
        if (counted.Distinct().Count() != counted.Count)
        {
            return "the job names a field twice";
        }

        names.AddFetched(job.GetProperty("jid").GetString()!);
        return job.GetProperty("args").ValueKind == JsonValueKind.Array
            && job.GetProperty("jobtype").GetString() is { Length: > 0 }
            && job.GetProperty("queue").GetString() is { Length: > 0 }
            && job.GetProperty("retry").TryGetInt64(out _)
            && job.GetProperty("enqueued_at").TryGetDateTimeOffset(out _)
            && job.GetProperty("created_at").ValueKind == JsonValueKind.String
            ? null : "the job lacks a field";
    }

    [GeneratedRegex(@"\A(ERR|NOTUNIQUE) \S", RegexOptions.CultureInvariant)]
    private static partial Regex Coded();

    [GeneratedRegex(@"Exception|System\.|Faktory\.|   at |LineNumber|stack trace|internal error|Utf8Json", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Inside();

    // BATCH, QUEUE and TRACK without a subcommand of theirs exist all the same.
    [GeneratedRegex(@"\AERR (unknown command |no such (BATCH|QUEUE) subcommand: |(BATCH|QUEUE|TRACK) needs )", RegexOptions.CultureInvariant)]
    private static partial Regex KnownVerb();

    [GeneratedRegex(@"\Ab-[A-Za-z0-9_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex BatchId();
}
