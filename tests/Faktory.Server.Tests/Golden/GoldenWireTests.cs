using Faktory.Server.Connections;
using Faktory.Server.Engine;
using Faktory.Server.Hosting;

namespace Faktory.Server.Tests.Golden;

public sealed class GoldenWireTests
{
    private const string Hello = """HELLO {"v":2,"wid":"wid0000001"}""";

    /// <summary>How a reply of Go's JSON decoder begins; the rest is Go's.</summary>
    private const string JsonError = "-ERR invalid JSON: ";

    /// <summary>The only reply whose Go error has no prefix of its own.</summary>
    private const string MutateBadJson = "MUTATE bad json";

    /// <summary>The commands behind the names of lines that show none.</summary>
    private static readonly Dictionary<string, string> Fetches = new()
    {
        ["FETCH default"] = "FETCH default",
        ["FETCH empty"] = "FETCH default",
        ["FETCH paused"] = "FETCH q2",
        ["FETCH paused+other"] = "FETCH q2 default",
        ["FETCH resumed"] = "FETCH q2",
        ["FETCH when quiet"] = "FETCH default",
    };

    /// <summary>Numbers that follow from the second fetch of abcdef123456 or from how many commands were sent; the name; and a latency, which is a time.</summary>
    private static readonly HashSet<string> Exempt =
        [".faktory.sets.working", ".faktory.tasks.Busy.size", ".server.description", ".server.command_count", ".q2"];

    /// <summary>The default of that server leaks after PUSH with retry -1.</summary>
    private static readonly HashSet<string> LeakedRetry = ["utf8000001", "lf00000001", "pb00000001"];

    [Fact]
    public async Task Replies_are_those_of_the_real_server()
    {
        var settings = new EngineHostSettings { Engine = new EngineOptions { FetchWait = TimeSpan.FromMilliseconds(50) } };
        await using var server = await TcpServer.StartAsync(settings: settings);
        using var client = await server.ConnectAsync(Hello);
        var differences = new List<string>();
        var compared = 0;
        var fetchesOfTheRepeatedJob = 0;
        foreach (var recorded in Recording.Commands.Where(IsInScope))
        {
            if (recorded.Name == "FETCH default" && recorded.Reply.Contains("abcdef123456", StringComparison.Ordinal) && ++fetchesOfTheRepeatedJob == 2)
            {
                continue;
            }

            var line = recorded.Sent.Length > 0 || recorded.Name == "empty line" ? recorded.Sent : Fetches[recorded.Name];
            await client.SendAsync(line.EndsWith('\n') ? line : line + "\r\n");
            var reply = await client.ReadReplyAsync();
            differences.AddRange(Compare(recorded, reply).Select(difference => $"{recorded.Name}: {line}\n  {difference}"));
            compared++;
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.InRange(compared, 88, 105);
    }

    [Fact]
    public async Task Handshakes_end_as_with_the_real_server()
    {
        await using var server = await TcpServer.StartAsync(new ConnectionOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });

        foreach (var recorded in Recording.Handshakes)
        {
            using var client = await server.ConnectAsync();
            Assert.Equal("+HI {\"v\":2}\r\n", await client.ReadReplyAsync());

            await client.SendAsync(recorded.Sent);

            // The recording sometimes holds the end of HI.
            var expected = recorded.Reply.StartsWith("}\r\n", StringComparison.Ordinal) ? recorded.Reply[3..] : recorded.Reply;
            Assert.Equal((recorded.Name, expected), (recorded.Name, await client.ReadReplyAsync()));
        }

        Assert.Equal(8, Recording.Handshakes.Count);
    }

    /// <summary>TRACK and BATCH work here; that server only says that it lacks them.</summary>
    private static bool IsInScope(RecordedReply recorded) =>
        !recorded.Sent.StartsWith("TRACK", StringComparison.Ordinal)
        && !recorded.Sent.StartsWith("BATCH", StringComparison.Ordinal);

    private static IEnumerable<string> Compare(RecordedReply recorded, string actual)
    {
        if (recorded.Reply.StartsWith(JsonError, StringComparison.Ordinal) || recorded.Name == MutateBadJson)
        {
            var prefix = recorded.Name == MutateBadJson ? "-ERR " : JsonError;
            return actual.StartsWith(prefix, StringComparison.Ordinal) ? [] : [$"recorded {recorded.Reply.Trim()}, got {actual.Trim()}"];
        }

        if (recorded.Reply.StartsWith('$') && actual.StartsWith('$') && !recorded.Reply.StartsWith("$-1", StringComparison.Ordinal))
        {
            var expected = LeakedRetry.Any(jobId => recorded.Reply.Contains(jobId, StringComparison.Ordinal))
                ? recorded.Reply.Replace("\"retry\":-1", "\"retry\":25", StringComparison.Ordinal)
                : recorded.Reply;
            return GoldenJson.Differences(expected, actual, Exempt);
        }

        return recorded.Reply == actual ? [] : [$"recorded {recorded.Reply.Trim()}, got {actual.Trim()}"];
    }
}
