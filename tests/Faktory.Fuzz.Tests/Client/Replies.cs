using System.Globalization;
using System.Text;
using Faktory.Fuzz.Tests.Mutation;

namespace Faktory.Fuzz.Tests.Client;

/// <summary>Good answers of a server, and what a broken or hostile one makes of them.</summary>
internal static class Replies
{
    public const string Info = """{"now":"2026-01-01T00:00:00.5Z","faktory":{"queues":{"default":3,"q":0},"sets":{"scheduled":1,"retries":2,"dead":3,"working":4},"total_failures":1,"total_processed":"12","total_enqueued":3,"total_queues":2,"tasks":{"Busy":{"size":1,"reaped":0}}},"server":{"description":"Faktory Enterprise","faktory_version":"1.10.0","uptime":12,"connections":1,"command_count":5,"used_memory_mb":"40 MB","extensions":["BATCH TREE","BATCH SUBMIT","REQUEUE","resend","release","key"]}}""";
    public const string Status = """{"bid":"b-1","parent_bid":"b-0","created_at":"2026-01-01T00:00:00Z","description":"d","total":3,"pending":1,"failed":0,"complete_st":"1","success_st":"","cancelled_st":"","committed":true,"state":"running","callbacks":["success","complete"],"finished_at":"2026-01-01T00:00:00.1234567Z"}""";
    public const string Tree = """{"batches":[{"bid":"b-1","total":1,"pending":0,"failed":0,"complete_st":"2","success_st":"1"},{"bid":"b-2","parent_bid":"b-1","total":0},{"bid":"b-3","parent_bid":"b-2"}],"next":"b-3"}""";
    public const string Job = """{"jid":"abcdefgh","queue":"q","jobtype":"T","args":[1,"\u00e9",{"a":[null]}],"retry":3,"reserve_for":60,"backtrace":2,"created_at":"2026-01-01T00:00:00Z","at":"2026-01-01T00:00:00+01:00","custom":{"bid":"b-1","track":1},"enqueued_at":"2026-01-01T00:00:00.1Z","failure":{"retry_count":1,"remaining":2,"failed_at":"2026-01-01T00:00:00Z","next_at":"2026-01-01T00:00:00Z","message":"m","errtype":"E","backtrace":["a"]}}""";
    public const string Refusals = """{"abcdefgh":"NOTUNIQUE Job not unique","short":"jobs must have a reasonable jid parameter"}""";
    public const string State = """{"state":"quiet","cancel":["abcdefgh"]}""";

    public static IReadOnlyList<string> Bodies { get; } = [Info, Status, Tree, Job, Refusals, State, "b-abcdef", "{}", "[]", ""];

    /// <summary>One reply on the wire: a good one, or one that lies about its form or its length.</summary>
    public static byte[] Wire(byte[] body, Dice dice) => dice.Next(24) switch
    {
        < 15 => Bulk(body, body.Length),
        15 => "+OK\r\n"u8.ToArray(),
        16 => "$-1\r\n"u8.ToArray(),
        17 => Encoding.UTF8.GetBytes($"-ERR {dice.Of((string[])["no such batch b-1", "shutdown in progress", "too many connections: 1", "x", ""])}\r\n"),
        18 => Bulk(body, body.Length + dice.Between(-3, 3)),
        19 => Encoding.UTF8.GetBytes($"${dice.Of((string[])["", "-2", "99999999999999999999", "2147483647", "1e3", " 1", "+1", "0x1", "-0", "00"])}\r\n"),
        20 => ByteMutator.Mutate(Bulk(body, body.Length), dice),
        21 => dice.Bytes(dice.Between(1, 40)),
        22 => [.. ":12\r\n"u8, .. Bulk(body, body.Length)],
        _ => [.. "+"u8, .. body.Where(value => value != '\n'), .. "\r\n"u8],
    };

    public static byte[] Body(string good, Dice dice) =>
        dice.Percent(30) ? Encoding.UTF8.GetBytes(good) : JsonMutator.Mutate(Encoding.UTF8.GetBytes(good), dice);

    private static byte[] Bulk(byte[] body, int length) => [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"${length}\r\n")), .. body, .. "\r\n"u8];
}
