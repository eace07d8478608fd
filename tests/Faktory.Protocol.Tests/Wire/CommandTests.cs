using System.Buffers;
using System.Text;

namespace Faktory.Protocol.Tests.Wire;

public sealed class CommandTests
{
    [Fact]
    public void Commands_are_read_with_either_line_ending_and_the_rest_is_kept()
    {
        var buffer = new ReadOnlySequence<byte>("PUSH {}\r\nINFO\n\r\nEN"u8.ToArray());
        var lines = new List<string>();

        while (CommandReader.TryReadLine(ref buffer, out var line))
        {
            lines.Add(Encoding.UTF8.GetString(line));
        }

        Assert.Equal(["PUSH {}", "INFO", ""], lines);
        Assert.Equal("EN", Encoding.UTF8.GetString(buffer));
    }

    [Fact]
    public void Commands_are_written_as_one_line()
    {
        var output = new ArrayBufferWriter<byte>();

        CommandWriter.Write(output, "INFO"u8);
        CommandWriter.Write(output, "BATCH OPEN"u8, "b-1"u8);

        Assert.Equal("INFO\r\nBATCH OPEN b-1\r\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void An_argument_cannot_smuggle_in_a_second_command() =>
        Assert.Throws<ArgumentException>(() => CommandWriter.Write(new ArrayBufferWriter<byte>(), "BATCH OPEN"u8, "b-1\r\nFLUSH"u8));

    [Fact]
    public async Task What_the_reply_writer_writes_the_reply_reader_reads()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        ReplyWriter.WriteOk(pipe.Writer);
        ReplyWriter.WriteNull(pipe.Writer);
        ReplyWriter.WriteError(pipe.Writer, "ERR two\r\nlines");
        ReplyWriter.WriteBulk(pipe.Writer, "{}"u8);
        await pipe.Writer.CompleteAsync();
        var reader = new ReplyReader(pipe.Reader);
        var replies = new List<string>();

        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } reply)
        {
            replies.Add($"{reply.Kind}:{reply.Text}");
        }

        Assert.Equal(["Simple:OK", "Null:", "Error:ERR two lines", "Bulk:{}"], replies);
    }
}
