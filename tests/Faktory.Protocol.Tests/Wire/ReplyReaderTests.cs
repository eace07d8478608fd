using System.IO.Pipelines;
using System.Text;
using CsCheck;

namespace Faktory.Protocol.Tests.Wire;

public sealed class ReplyReaderTests
{
    private const string Stream = "+OK\r\n-ERR no such\r\n$-1\r\n$0\r\n\r\n$9\r\na\r\nb\nc$1\r\r\n+HI {\"v\":2}\n";

    private static readonly string[] Expected = ["Simple:OK", "Error:ERR no such", "Null:", "Bulk:", "Bulk:a\r\nb\nc$1\r", "Simple:HI {\"v\":2}"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<List<string>> ReadAllAsync(IEnumerable<byte[]> pieces, int limit = 1024)
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var reader = new ReplyReader(pipe.Reader, limit);
        var reading = ReadAsync();
        foreach (var piece in pieces)
        {
            await pipe.Writer.WriteAsync(piece, Cancel);
        }

        await pipe.Writer.CompleteAsync();
        return await reading;

        async Task<List<string>> ReadAsync()
        {
            var replies = new List<string>();
            while (await reader.ReadAsync(Cancel) is { } reply)
            {
                replies.Add($"{reply.Kind}:{reply.Text}");
            }

            return replies;
        }
    }

    [Fact]
    public async Task Replies_are_the_same_wherever_the_bytes_are_split()
    {
        var bytes = Encoding.UTF8.GetBytes(Stream);
        for (var split = 0; split <= bytes.Length; split++)
        {
            Assert.Equal(Expected, await ReadAllAsync([bytes[..split], bytes[split..]]));
        }
    }

    [Fact]
    public async Task Replies_are_the_same_byte_by_byte() =>
        Assert.Equal(Expected, await ReadAllAsync(Encoding.UTF8.GetBytes(Stream).Chunk(1)));

    [Fact]
    public Task Any_bulk_in_any_pieces_comes_back() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 20]).SampleAsync(async (payload, size) =>
        {
            byte[] bytes = [.. Encoding.ASCII.GetBytes($"${payload.Length}\r\n"), .. payload, .. "\r\n"u8];
            var replies = await ReadAllAsync(bytes.Chunk(size));
            return replies is [var reply] && reply == "Bulk:" + Encoding.UTF8.GetString(payload);
        }, iter: 500);

    [Fact]
    public async Task The_end_between_replies_is_no_error() =>
        Assert.Empty(await ReadAllAsync([]));

    [Fact]
    public async Task The_end_in_the_middle_of_a_reply_is_an_error_at_every_position()
    {
        byte[] bytes = [.. "$5\r\nhello\r\n"u8];
        for (var length = 1; length < bytes.Length; length++)
        {
            await Assert.ThrowsAsync<FaktoryProtocolException>(() => ReadAllAsync([bytes[..length]]));
        }
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("\r\n")]
    [InlineData("$\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$1x\r\na\r\n")]
    [InlineData("$99999999999999999999\r\n")]
    [InlineData("$2\r\nabcd\r\n")]
    public async Task What_is_no_reply_is_refused(string bytes) =>
        await Assert.ThrowsAsync<FaktoryProtocolException>(() => ReadAllAsync([Encoding.ASCII.GetBytes(bytes)]));

    [Fact]
    public async Task A_reply_at_the_limit_is_read_and_one_beyond_it_is_refused_before_its_bytes_arrive()
    {
        Assert.Equal(["Bulk:12345678"], await ReadAllAsync(["$8\r\n12345678\r\n"u8.ToArray()], limit: 8));
        var tooLong = await Assert.ThrowsAsync<FaktoryProtocolException>(() => ReadAllAsync(["$9\r\n"u8.ToArray()], limit: 8));
        Assert.Contains("limit is 8", tooLong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_line_is_refused() =>
        await Assert.ThrowsAsync<FaktoryProtocolException>(() => ReadAllAsync(Enumerable.Repeat("+aaaaaaaa"u8.ToArray(), 10), limit: 32));
}
