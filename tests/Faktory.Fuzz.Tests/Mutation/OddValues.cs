using System.Text;

namespace Faktory.Fuzz.Tests.Mutation;

/// <summary>JSON values, and things that are none, which programs tend to trip over.</summary>
internal static class OddValues
{
    private static readonly string[] Plain =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "0.1", "-0.0", "1e400", "-1e400", "1e-400", "1E+308", "1e5", "0.5e1", "00", "01", "+1", ".5", "1.", "1e", "-", "0x10",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "2147483647", "2147483648", "-2147483649",
        "86400", "86401", "4294967296", "100", "100.0000001", "NaN", "Infinity", "-Infinity", "undefined", "nul", "True",
        "\"\"", "\" \"", "\"0\"", "\"null\"", "\"a\"", "\"b-\"", "\"*\"", "\"\\u0000\"", "\"\\r\\n\"", "\"\\n-ERR injected\\r\\n+OK\"", "\"\\ud83d\\ude00\"", "\"\\u2028\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"x\\ud83d\"", "\"\\uD83D\\u0041\"", "\"\\u00\"", "\"\\x41\"", "\"\\\"", "\"\\/\\b\\f\\t\"", "\"unterminated", "'single'",
        "\"2026-02-30T00:00:00Z\"", "\"2026-01-01T25:00:00Z\"", "\"2026-01-01T00:00:00\"", "\"2026-01-01 00:00:00Z\"", "\"10000-01-01T00:00:00Z\"", "\"-0001-01-01T00:00:00Z\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"2026-01-01T00:00:00+99:99\"",
        "\"2026-01-01T00:00:60Z\"", "\"2026-01-01T00:00:00.\"", "\"2026-01-01T00:00:00.Z\"", "\"2026-01-01T00:00:00.12345678901234567890Z\"", "\"2026-W01-1T00:00:00.00Z\"",
        "\"tomorrow\"", "\"quiet\"", "\"terminate\"", "\"success\"", "\"start\"", "\"default\"", "\"a b\"", "\"ä\"", "\"../../etc/passwd\"",
        "[]", "{}", "[null]", "[1,\"a\"]", "[[]]", "{\"\":\"\"}", "{\"a\":1,\"a\":2}", "{\"\\u0061\":1,\"a\":2}", "{\"\\ud800\":1}", "[\"\\ud800\"]", "[,]", "[1,]", "{\"a\"}", "{\"a\":}", "{1:2}", "{,}",
        "/*c*/1", "//c", "\uFEFF1", "\uFEFF\"a\"", "1 2", "\"a\" \"b\"", "", " ", "\t", "\u0085", "}", "]", "\"", ":", ",",
        "{\"jid\":\"fuzz-job-1\",\"jobtype\":\"T\",\"args\":[]}", "{\"jobtype\":\"S\"}", "{\"bid\":\"b-none\"}",
    ];

    private static readonly byte[][] Raw =
    [
        [(byte)'"', 0, (byte)'"'], [(byte)'"', 0xFF, 0xFE, (byte)'"'], [(byte)'"', 0xC0, 0x80, (byte)'"'], [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'],
        [(byte)'"', 0xF0, 0x9F, (byte)'"'], [(byte)'"', (byte)'\r', (byte)'"'], [(byte)'"', 0x1F, (byte)'"'], [0], [0xFF], [0xEF, 0xBB, 0xBF], [(byte)'\r'], [(byte)'"', 0xF4, 0x90, 0x80, 0x80, (byte)'"'],
    ];

    private static readonly int[] Depths = [3, 20, 64, 65, 200, 254, 255, 256, 257, 300, 1000, 5000];
    private static readonly int[] Lengths = [100, 101, 999, 1000, 1001, 1002, 4096, 5000, 70_000];

    public static byte[] Pick(Dice dice) => dice.Next(20) switch
    {
        0 => dice.Of(Raw),
        1 => Nested(dice, "[", "]", "1"),
        2 => Nested(dice, "{\"a\":", "}", "null"),
        3 => Nested(dice, "{\"jobs\":[],\"children\":[", "]}", "{}"),
        4 => Encoding.UTF8.GetBytes("\"" + new string(dice.Percent(50) ? 'x' : 'é', dice.Of(Lengths)) + "\""),
        5 => Encoding.UTF8.GetBytes("\"" + new string('x', dice.Of(Lengths)) + "\\ud83d\\ude00\""),
        6 => Encoding.UTF8.GetBytes(new string('9', dice.Of(Lengths))),
        7 => Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat(dice.Of(Plain), dice.Between(2, 300))) + "]"),
        _ => Encoding.UTF8.GetBytes(dice.Of(Plain)),
    };

    private static byte[] Nested(Dice dice, string open, string close, string inside)
    {
        var depth = dice.Of(Depths);
        var text = new StringBuilder(depth * (open.Length + close.Length));
        for (var i = 0; i < depth; i++)
        {
            text.Append(open);
        }

        text.Append(inside);
        for (var i = 0; i < depth; i++)
        {
            text.Append(close);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
