using System.Text;
using Faktory.Server.Connections;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Connections;

public sealed class CommandLoopTests
{
    private const string Push = "PUSH {\"jid\":\"abcdef12\",\"jobtype\":\"T\",\"args\":[\"é\"]}\r\n";

    [Fact]
    public async Task Replies_leave_in_the_order_of_the_commands_whoever_made_them()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FLUSH\r\nWAT\r\nINFO\r\nACK xx\r\n");
        var flush = await fixture.Engine.NextAsync<FlushCommand>();
        var info = await fixture.Engine.NextAsync<InfoCommand>();

        FakeCommandQueue.Release((info, Reply.Bulk("{}")));
        FakeCommandQueue.Release((flush, Reply.Ok));

        await fixture.ExpectAsync("+OK\r\n-ERR unknown command WAT\r\n$2\r\n{}\r\n-ERR invalid ACK xx\r\n");
    }

    [Fact]
    public async Task Nothing_overtakes_a_parked_FETCH()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FETCH q\r\nFLUSH\r\nWAT\r\n");
        var fetch = await fixture.Engine.NextAsync<FetchCommand>();
        var flush = await fixture.Engine.NextAsync<FlushCommand>();
        FakeCommandQueue.Release((flush, Reply.Ok));
        await fixture.SendAsync("END\r\n");
        await fixture.Engine.NextAsync<InputEndedCommand>();
        Assert.False(fixture.Ended.IsCompleted);

        FakeCommandQueue.Release((fetch, Reply.Null));

        await fixture.ExpectAsync("$-1\r\n+OK\r\n-ERR unknown command WAT\r\n");
        await fixture.ExpectEndAsync();
    }

    [Fact]
    public async Task Commands_that_arrive_together_are_posted_together()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        var before = fixture.Engine.Posts;

        await fixture.SendAsync(Push + Push + "FLUSH\r\n");

        await fixture.Engine.NextAsync<PushCommand>();
        await fixture.Engine.NextAsync<PushCommand>();
        await fixture.Engine.NextAsync<FlushCommand>();
        Assert.Equal(before + 1, fixture.Engine.Posts);
    }

    [Fact]
    public async Task Every_split_of_the_bytes_means_the_same()
    {
        var bytes = Encoding.UTF8.GetBytes("HELLO {\"v\":2}\r\n" + Push + "WAT\nPUSH {x\r\n");
        for (var split = 1; split < bytes.Length; split++)
        {
            var fixture = new ConnectionFixture();
            fixture.Engine.Respond = static command => command is HelloCommand or PushCommand ? Reply.Ok : null;

            await fixture.SendAsync(bytes.AsMemory(0, split));
            await fixture.SendAsync(bytes.AsMemory(split));

            await fixture.ExpectAsync("+HI {\"v\":2}\r\n+OK\r\n+OK\r\n-ERR unknown command WAT\r\n-ERR invalid JSON: ");
            await fixture.Engine.NextAsync<HelloCommand>();
            Assert.Equal("abcdef12", (await fixture.Engine.NextAsync<PushCommand>()).Job.JobId);
        }
    }

    [Fact]
    public async Task Bytes_may_come_one_by_one()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        foreach (var value in Encoding.UTF8.GetBytes(Push))
        {
            await fixture.SendAsync(new[] { value });
        }

        Assert.Contains("é", Encoding.UTF8.GetString((await fixture.Engine.NextAsync<PushCommand>()).Job.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C_016_A_line_of_eight_mebibytes_is_a_command()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        var text = new string('x', 8 * 1024 * 1024);

        await fixture.SendAsync($"PUSH {{\"jid\":\"abcdef12\",\"jobtype\":\"T\",\"args\":[\"{text}\"]}}\r\n");

        Assert.True((await fixture.Engine.NextAsync<PushCommand>()).Job.Payload.Length > text.Length);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("")]
    public async Task A_line_beyond_the_limit_is_told_and_the_connection_closed(string ending)
    {
        var fixture = await ConnectionFixture.ConnectedAsync(new ConnectionOptions { MaxPayloadBytes = 100 });
        await fixture.SendAsync("WAT\r\n" + new string('x', 200) + ending);

        await fixture.ExpectAsync("-ERR unknown command WAT\r\n-ERR command line exceeds 100 bytes\r\n");
        await fixture.SendAsync("rest of the line\r\nFLUSH\r\n");

        await fixture.ExpectEndAsync();
        await fixture.Engine.NextAsync<InputEndedCommand>();
        await fixture.Engine.NextAsync<GoodbyeCommand>();
    }

    [Fact]
    public async Task A_line_beyond_the_limit_that_never_ends_is_waited_for_no_longer_than_a_handshake()
    {
        var fixture = await ConnectionFixture.ConnectedAsync(new ConnectionOptions { MaxPayloadBytes = 100 });
        await fixture.SendAsync(new string('x', 200));
        await fixture.ExpectAsync("-ERR command line exceeds 100 bytes\r\n");
        await fixture.Engine.NextAsync<InputEndedCommand>();

        fixture.Time.Advance(TimeSpan.FromSeconds(3));

        await fixture.ExpectEndAsync();
    }

    [Fact]
    public async Task A_line_of_exactly_the_limit_is_read()
    {
        var fixture = await ConnectionFixture.ConnectedAsync(new ConnectionOptions { MaxPayloadBytes = 100 });
        var line = new string('x', 100);

        await fixture.SendAsync(line + "\r\n");

        await fixture.ExpectAsync($"-ERR unknown command {line}\r\n");
    }

    [Fact]
    public async Task C_015_Commands_count_but_unknown_ones_and_HELLO_do_not()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();

        await fixture.SendAsync("WAT\r\nACK xx\r\nFLUSH\r\nINFO\r\n");

        await fixture.Engine.NextAsync<FlushCommand>();
        var figures = (await fixture.Engine.NextAsync<InfoCommand>()).Figures;
        Assert.Equal(3, figures.CommandCount);
        Assert.Equal(1, figures.Connections);
        Assert.True(figures.UsedMemoryMegabytes > 0);
    }

    [Fact]
    public async Task Not_more_than_a_thousand_commands_are_read_before_their_replies()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync(string.Concat(Enumerable.Repeat("FLUSH\r\n", 1500)));
        var posted = new List<Command>();
        while (posted.Count < ReplyQueue.MaxCommands)
        {
            posted.Add(await fixture.Engine.NextAsync());
        }

        Assert.False(fixture.Engine.TryNext(out _));
        FakeCommandQueue.Release([.. posted.Select(command => (command, Reply.Ok))]);

        while (posted.Count < 1500)
        {
            posted.Add(await fixture.Engine.NextAsync<FlushCommand>());
        }

        FakeCommandQueue.Release([.. posted.Skip(1000).Select(command => (command, Reply.Ok))]);
        await fixture.ExpectAsync(string.Concat(Enumerable.Repeat("+OK\r\n", 1500)));
    }

    [Fact]
    public async Task Not_more_than_four_mebibytes_of_commands_are_read_before_their_replies()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        var text = new string('x', 1024 * 1024);
        var line = $"PUSH {{\"jid\":\"abcdef12\",\"jobtype\":\"T\",\"args\":[\"{text}\"]}}\r\n";
        var sending = fixture.SendAsync(string.Concat(Enumerable.Repeat(line, 5)));
        var posted = new List<Command>();
        while (posted.Count < 4)
        {
            posted.Add(await fixture.Engine.NextAsync());
        }

        Assert.False(sending.IsCompleted);
        Assert.False(fixture.Engine.TryNext(out _));
        FakeCommandQueue.Release((posted[0], Reply.Ok));

        await fixture.Engine.NextAsync<PushCommand>();
        await sending;
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("BATCH TREE b-12345678")]
    [InlineData("QUEUES")]
    public async Task Commands_that_hold_much_memory_are_read_only_as_far_as_they_have_room(string kind)
    {
        var line = kind == "QUEUES" ? "FETCH " + string.Join(' ', Enumerable.Range(0, 1000)) : kind;
        var fixture = await ConnectionFixture.ConnectedAsync();
        var sending = fixture.SendAsync(string.Concat(Enumerable.Repeat(line + "\r\n", 1000)));
        var posted = new List<Command>();
        for (var held = 0L; held < ReplyQueue.MaxBytes; held += line.Length + posted[^1].HeldBytes)
        {
            posted.Add(await fixture.Engine.NextAsync());
        }

        Assert.InRange(posted.Count, 2, 100);
        Assert.False(fixture.Engine.TryNext(out _));
        for (var answered = 0; answered < 1000; answered++)
        {
            FakeCommandQueue.Release((posted[answered], Reply.Ok));
            await fixture.ExpectAsync("+OK\r\n");
            if (posted.Count < 1000)
            {
                posted.Add(await fixture.Engine.NextAsync());
            }
        }

        await sending;
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_replies_is_not_read_either()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        var bulk = Reply.Bulk(new byte[256 * 1024]);
        fixture.Engine.Respond = command => command is InfoCommand ? bulk : null;
        await fixture.SendAsync(string.Concat(Enumerable.Repeat("INFO\r\n", 3000)));
        for (var read = 0; read < 16; read++)
        {
            await fixture.Engine.NextAsync<InfoCommand>();
        }

        fixture.Connection.Abort();
        await fixture.Ended.WaitAsync(TestContext.Current.CancellationToken);

        // One more may have been read for each that got into the pipe, which takes a mebibyte.
        var more = 0;
        while (fixture.Engine.TryNext(out var command))
        {
            more += command is InfoCommand ? 1 : 0;
        }

        Assert.InRange(more, 0, 10);
    }
}
