using System.Text;
using CsCheck;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Commands;

public sealed class AnyInputTests
{
    private static readonly string[] Lines =
    [
        """PUSH {"jid":"abcdef12","jobtype":"T","args":[1,"\u00e9",{"a":[]}],"queue":"q","retry":3,"at":"2099-01-01T00:00:00.123456789+01:00","reserve_for":30,"custom":{"bid":"b-1","x":{}},"failure":{"retry_count":1,"failed_at":"2025-01-01T00:00:00Z"}}""",
        """PUSHB [{"jid":"abcdef12","jobtype":"T","args":[]},{"jid":"short"}]""",
        """ACK {"jid":"abcdef12"}""",
        """ACK {"jid":"abcdef12","result":"{\"a\":[1,\"\\u00e9\"]}"}""",
        """FAIL {"jid":"abcdef12","errtype":"E","message":"m","backtrace":["a","b"]}""",
        """BEAT {"wid":"w","current_state":"quiet","rss_kb":5}""",
        """MUTATE {"cmd":"kill","target":"dead","filter":{"jids":["a"],"jobtype":"T"}}""",
        """BATCH NEW {"success":{"jobtype":"S","custom":{"_bid":"x","a":"\u0041"}},"key":"k"}""",
        """BATCH SUBMIT {"success":{"jobtype":"S"},"jobs":[{"jid":"abcdef12","jobtype":"T","args":[]}],"children":[{"jobs":[]}]}""",
        """BATCH TREE {"bid":"b-1","after":"b-2","limit":3}""",
        """BATCH RESULTS {"bid":"b-1","after":"12","limit":3}""",
        """BATCH LIST {"text":"\u00e9","state":"open","after":"12","limit":3}""",
        """REQUEUE {"jid":"abcdef12"}""",
        "FETCH a b c",
    ];

    [Fact]
    public void No_bytes_make_the_parser_throw()
    {
        Gen.Byte.Array[0, 200].Sample(bytes => Answers(bytes));
    }

    [Fact]
    public void No_damage_to_a_good_line_makes_the_parser_throw()
    {
        var damage = Gen.Select(Gen.Int[0, Lines.Length - 1], Gen.Select(Gen.Int[0, 400], Gen.Byte, Gen.Int[0, 3]).Array[1, 5]);

        damage.Sample((line, edits) => Answers(edits.Aggregate(Encoding.UTF8.GetBytes(Lines[line]), Damage)));
    }

    [Fact]
    public void Every_beginning_of_a_good_line_is_answered()
    {
        foreach (var line in Lines.Select(Encoding.UTF8.GetBytes))
        {
            for (var length = 0; length <= line.Length; length++)
            {
                Assert.True(Answers(line[..length]));
            }
        }
    }

    private static bool Answers(byte[] line)
    {
        var parsed = Parsing.Parse(line);
        return parsed.Command is not null || parsed.Reply is ErrorReply || line.AsSpan().StartsWith("END"u8);
    }

    private static byte[] Damage(byte[] line, (int At, byte Value, int Kind) edit)
    {
        var at = edit.At % (line.Length + 1);
        return edit.Kind switch
        {
            0 => [.. line[..at], edit.Value, .. line[at..]],
            1 => [.. line[..at], .. line[Math.Min(at + 1, line.Length)..]],
            2 => [.. line[..at], .. "\\ud83d"u8, .. line[at..]],
            _ => [.. line[..at], .. line[..(at / 2)], .. line[at..]],
        };
    }
}
