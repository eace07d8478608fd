namespace Faktory.Fuzz.Tests.Grammar;

/// <summary>Every command of the server. <see cref="GrammarCoverageTests"/> fails when one is missing.</summary>
internal static class CommandGrammar
{
    public static IReadOnlyList<CommandForm> Commands { get; } =
    [
        new("PUSH", ReplyForms.Ok, 10,
            """PUSH {"jid":"@jid","jobtype":"T","args":[]}""",
            """PUSH {"jid":"@jid","jobtype":"T","args":[1,"zwei",{"drei":[3.5e3,null,true]}],"queue":"@queue","retry":3,"backtrace":5,"reserve_for":60}""",
            """PUSH {"jid":"@jid","jobtype":"T\u00e9","args":["\ud83d\ude00 <&>"],"queue":"@queue","at":"@time","custom":{"x":{"y":[1]}}}""",
            """PUSH {"jid":"@jid","jobtype":"T","args":[1],"queue":"@queue","retry":0,"custom":{"bid":"@bid"}}""",
            """PUSH {"jid":"@jid","jobtype":"T","args":[1],"queue":"@queue","retry":-1,"custom":{"bid":"@bid","track":1}}""",
            """PUSH {"jid":"@jid","jobtype":"@queue","args":[{"b":1,"a":2}],"custom":{"unique_for":600,"unique_until":"start"}}""",
            """PUSH {"jid":"@jid","jobtype":"@queue","args":[1.0],"queue":"@queue","custom":{"unique_for":0.5,"unique_until":"success","expires_at":"@time"}}""",
            """PUSH {"jid":"@jid","jobtype":"T","args":[],"resend":true,"custom":{"expires_in":20,"track":true},"created_at":"@time","enqueued_at":"@time"}""",
            """PUSH {"jid":"@jid","jobtype":"T","args":[],"failure":{"retry_count":1,"remaining":2,"failed_at":"@time","next_at":"@time","message":"m","errtype":"E","backtrace":["a"]}}"""),
        new("PUSHB", ReplyForms.Json, 3,
            """PUSHB [{"jid":"@jid","jobtype":"T","args":[]},{"jid":"@jid","jobtype":"T","args":[1],"queue":"@queue","custom":{"bid":"@bid"}},{"jid":"short"}]""",
            """PUSHB [{"jid":"@jid","jobtype":"T","args":[],"at":"@time"},{"jid":"@jid","jobtype":"T","args":[],"custom":{"unique_for":9}}]"""),
        new("FETCH", ReplyForms.Job | ReplyForms.Null, 8, "FETCH default", "FETCH @queue", "FETCH @queue @queue default", "FETCH  @queue  callbacks "),
        new("ACK", ReplyForms.Ok, 6, """ACK {"jid":"@fetched"}""", """ACK {"jid":"@jid"}""", """ACK {"jid":"@fetched","result":"{\"sum\":[1,\"\\u00e9\"]}"}"""),
        new("FAIL", ReplyForms.Ok, 4,
            """FAIL {"jid":"@fetched","errtype":"E","message":"m\u0000\n","backtrace":["a","b"]}""",
            """FAIL {"jid":"@fetched","message":"@time"}""",
            """FAIL {"jid":"@fetched","dead":true,"retry_in":0.5}""",
            """FAIL {"jid":"@fetched","retry_in":3600}""",
            """FAIL {"jid":"@jid"}"""),
        new("REQUEUE", ReplyForms.Ok, 2, """REQUEUE {"jid":"@fetched"}"""),
        new("BEAT", ReplyForms.Ok | ReplyForms.Json, 2,
            """BEAT {"wid":"@wid"}""", """BEAT {"wid":"@wid","current_state":"quiet","rss_kb":5}""", """BEAT {"wid":"@wid","current_state":"terminate"}"""),
        new("MUTATE", ReplyForms.Ok, 4,
            """MUTATE {"cmd":"requeue","target":"retries"}""",
            """MUTATE {"cmd":"kill","target":"retries","filter":{"jobtype":"T"}}""",
            """MUTATE {"cmd":"requeue","target":"dead","filter":{"jids":["@jid","@jid"]}}""",
            """MUTATE {"cmd":"discard","target":"scheduled","filter":{"jids":["@jid"],"jobtype":"T","regexp":"*T*"}}""",
            """MUTATE {"cmd":"clear","target":"dead"}"""),
        new("QUEUE PAUSE", ReplyForms.Ok, 1, "QUEUE PAUSE @queue", "QUEUE PAUSE @queue @queue"),
        new("QUEUE RESUME", ReplyForms.Ok, 2, "QUEUE RESUME *", "QUEUE RESUME @queue"),
        new("QUEUE REMOVE", ReplyForms.Ok, 1, "QUEUE REMOVE @queue"),
        new("QUEUE LATENCY", ReplyForms.Json, 1, "QUEUE LATENCY @queue default", "QUEUE latency @queue"),
        new("TRACK GET", ReplyForms.Json, 1, "TRACK GET @jid", "TRACK GET @fetched"),
        new("TRACK SET", ReplyForms.Ok, 1, """TRACK SET {"jid":"@fetched","percent":33.5,"desc":"half","reserve_until":"@time"}"""),
        new("INFO", ReplyForms.Json, 1, "INFO"),
        new("BATCH NEW", ReplyForms.BatchId, 4,
            """BATCH NEW {"description":"d","success":{"jobtype":"S","args":["@jid"],"queue":"callbacks"}}""",
            """BATCH NEW {"key":"@key","complete":{"jobtype":"C","args":[],"queue":"callbacks"},"success":{"jid":"@jid","jobtype":"S","args":[],"custom":{"_bid":"x","a":"\u0041"}}}""",
            """BATCH NEW {"parent_bid":"@bid","key":"@key","cancelled":{"jobtype":"X"}}"""),
        new("BATCH OPEN", ReplyForms.BatchId, 2, "BATCH OPEN @bid"),
        new("BATCH COMMIT", ReplyForms.Ok, 4, "BATCH COMMIT @bid"),
        new("BATCH STATUS", ReplyForms.Json, 2, "BATCH STATUS @bid"),
        new("BATCH SUBMIT", ReplyForms.BatchId, 3,
            """BATCH SUBMIT {"success":{"jobtype":"S","queue":"callbacks"},"jobs":[{"jid":"@jid","jobtype":"T","args":[]},{"jid":"@jid","jobtype":"T","args":[],"queue":"@queue"}],"children":[{"key":"@key","jobs":[]},{"complete":{"jobtype":"C"},"children":[{}]}]}""",
            """BATCH SUBMIT {"parent_bid":"@bid","key":"@key","jobs":[{"jid":"@jid","jobtype":"T","args":[]}]}"""),
        new("BATCH LIST", ReplyForms.Json, 1, "BATCH LIST {}", """BATCH LIST {"text":"d","state":"running","limit":3}"""),
        new("BATCH CANCEL", ReplyForms.Ok, 1, "BATCH CANCEL @bid"),
        new("BATCH RETRY", ReplyForms.Json, 1, "BATCH RETRY @bid"),
        new("BATCH RESULTS", ReplyForms.Json, 1, "BATCH RESULTS @bid", """BATCH RESULTS {"bid":"@bid","limit":2}"""),
        new("BATCH TREE", ReplyForms.Json, 2, "BATCH TREE @bid", """BATCH TREE {"bid":"@bid","after":"@bid","limit":2}"""),
    ];

    /// <summary>Commands that end what a session is about, so that they come only where they are wanted.</summary>
    public static IReadOnlyList<CommandForm> Endings { get; } = [new("FLUSH", ReplyForms.Ok, 1, "FLUSH"), new("END", ReplyForms.None, 1, "END")];

    public static IReadOnlyList<string> Hellos { get; } =
    [
        """HELLO {"v":2}""",
        """HELLO {"v":2,"wid":"@wid","hostname":"h","pid":12,"labels":["a","b"],"rss_kb":7}""",
        """HELLO {"v":2,"wid":"@wid","release":true,"features":["cancel"],"username":"u","pwdhash":"00ff"}""",
    ];
}
