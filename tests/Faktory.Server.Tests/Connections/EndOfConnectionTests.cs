using System.Buffers;
using System.Text;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Connections;

public sealed class EndOfConnectionTests
{
    [Fact]
    public async Task At_the_end_of_the_input_the_other_replies_still_leave()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FLUSH\r\nFETCH q\r\n");
        var flush = await fixture.Engine.NextAsync<FlushCommand>();
        var fetch = await fixture.Engine.NextAsync<FetchCommand>();

        await fixture.HalfCloseAsync();
        await fixture.Engine.NextAsync<InputEndedCommand>();
        Assert.True(fetch.IsCancelled);
        FakeCommandQueue.Release((flush, Reply.Ok), (fetch, Reply.Null));

        await fixture.ExpectAsync("+OK\r\n$-1\r\n");
        await fixture.ExpectEndAsync();
        await fixture.Engine.NextAsync<GoodbyeCommand>();
        Assert.Equal(0, fixture.Registry.Connections);
    }

    [Fact]
    public async Task A_command_without_its_line_ending_is_none()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();

        await fixture.SendAsync("FLUSH");
        await fixture.HalfCloseAsync();

        await fixture.ExpectEndAsync();
        await fixture.Engine.NextAsync<InputEndedCommand>();
    }

    [Fact]
    public async Task C_012_END_closes_without_a_reply_after_the_replies_before_it()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();

        await fixture.SendAsync("FLUSH\r\nEND\r\nFLUSH\r\n");
        FakeCommandQueue.Release((await fixture.Engine.NextAsync<FlushCommand>(), Reply.Ok));

        await fixture.ExpectAsync("+OK\r\n");
        await fixture.ExpectEndAsync();
        await fixture.Engine.NextAsync<InputEndedCommand>();
        await fixture.Engine.NextAsync<GoodbyeCommand>();
        Assert.False(fixture.Engine.TryNext(out _));
    }

    [Fact]
    public async Task A_job_that_comes_after_the_end_of_the_input_goes_back()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FETCH q\r\n");
        var fetch = await fixture.Engine.NextAsync<FetchCommand>();
        await fixture.HalfCloseAsync();
        await fixture.Engine.NextAsync<InputEndedCommand>();
        var job = Job("abcdef12");

        FakeCommandQueue.Release((fetch, job));

        await fixture.ExpectAsync("$-1\r\n");
        await fixture.ExpectEndAsync();
        Assert.Same(job, Assert.Single((await fixture.Engine.NextAsync<ReturnCommand>()).Jobs));
        await fixture.Engine.NextAsync<GoodbyeCommand>();
    }

    [Fact]
    public async Task Jobs_that_cannot_be_handed_over_go_back_in_their_order()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FETCH q\r\nFETCH q\r\n");
        var first = await fixture.Engine.NextAsync<FetchCommand>();
        var second = await fixture.Engine.NextAsync<FetchCommand>();
        var one = Job("abcdef12");
        var two = Job("abcdef13");
        await fixture.VanishAsync();
        await fixture.Engine.NextAsync<InputEndedCommand>();

        FakeCommandQueue.Release((first, one), (second, two));

        Assert.Equal([one, two], (await fixture.Engine.NextAsync<ReturnCommand>()).Jobs);
        await fixture.Engine.NextAsync<GoodbyeCommand>();
        await fixture.Ended.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_job_that_was_handed_over_does_not_go_back()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FETCH q\r\n");
        FakeCommandQueue.Release((await fixture.Engine.NextAsync<FetchCommand>(), Job("abcdef12")));
        await fixture.ExpectAsync("$55\r\n{\"jid\":\"abcdef12\",\"enqueued_at\":\"2026-01-01T00:00:00Z\"}\r\n");

        await fixture.HalfCloseAsync();

        await fixture.ExpectEndAsync();
        await fixture.Engine.NextAsync<InputEndedCommand>();
        await fixture.Engine.NextAsync<GoodbyeCommand>();
        Assert.False(fixture.Engine.TryNext(out _));
    }

    [Fact]
    public async Task Abort_closes_without_another_reply()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FLUSH\r\n");
        var flush = await fixture.Engine.NextAsync<FlushCommand>();

        fixture.Connection.Abort();

        await fixture.ExpectEndAsync();
        Assert.True(fixture.IsAborted);
        await fixture.Engine.NextAsync<InputEndedCommand>();
        await fixture.Engine.NextAsync<GoodbyeCommand>();
        FakeCommandQueue.Release((flush, Reply.Ok));
        Assert.False(fixture.Engine.TryNext(out _));
    }

    [Fact]
    public async Task A_job_that_is_released_after_an_abort_goes_back()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FETCH q\r\n");
        var fetch = await fixture.Engine.NextAsync<FetchCommand>();
        fixture.Connection.Abort();
        await fixture.ExpectEndAsync();
        await fixture.Engine.NextAsync<InputEndedCommand>();
        await fixture.Engine.NextAsync<GoodbyeCommand>();

        FakeCommandQueue.Release((fetch, Job("abcdef12")));

        Assert.Single((await fixture.Engine.NextAsync<ReturnCommand>()).Jobs);
    }

    [Fact]
    public async Task A_job_that_was_written_but_not_flushed_when_the_abort_came_goes_back()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FETCH q\r\nFLUSH\r\n");
        var fetch = await fixture.Engine.NextAsync<FetchCommand>();
        var flush = await fixture.Engine.NextAsync<FlushCommand>();
        var job = Job("abcdef12");

        FakeCommandQueue.Release((fetch, job), (flush, new ActingReply(fixture.Connection.Abort)));

        await fixture.Ended.WaitAsync(FakeCommandQueue.Patience, TestContext.Current.CancellationToken);
        var ending = new List<Command>();
        while (fixture.Engine.TryNext(out var command))
        {
            ending.Add(command!);
        }

        Assert.Same(job, Assert.Single(Assert.Single(ending.OfType<ReturnCommand>()).Jobs));
    }

    [Fact]
    public async Task In_this_process_such_a_job_still_arrives_and_does_not_go_back()
    {
        var fixture = await ConnectionFixture.ConnectedAsync(isInProcess: true);
        await fixture.SendAsync("FETCH q\r\nFLUSH\r\n");
        var fetch = await fixture.Engine.NextAsync<FetchCommand>();
        var flush = await fixture.Engine.NextAsync<FlushCommand>();

        FakeCommandQueue.Release((fetch, Job("abcdef12")), (flush, new ActingReply(fixture.Connection.Abort)));

        await fixture.ExpectAsync("$55\r\n{\"jid\":\"abcdef12\",\"enqueued_at\":\"2026-01-01T00:00:00Z\"}\r\n");
        await fixture.ExpectEndAsync();
        await fixture.Engine.NextAsync<InputEndedCommand>();
        await fixture.Engine.NextAsync<GoodbyeCommand>();
        Assert.False(fixture.Engine.TryNext(out _));
    }

    [Fact]
    public async Task While_the_server_stops_the_next_command_hears_why()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();
        await fixture.SendAsync("FLUSH\r\nFETCH q\r\n");
        var flush = await fixture.Engine.NextAsync<FlushCommand>();
        var fetch = await fixture.Engine.NextAsync<FetchCommand>();

        fixture.Connection.BeginStop();
        await fixture.Engine.NextAsync<InputEndedCommand>();
        await fixture.SendAsync("FLUSH\r\nFLUSH\r\n");
        FakeCommandQueue.Release((flush, Reply.Ok), (fetch, Reply.Null));

        await fixture.ExpectAsync("+OK\r\n$-1\r\n-ERR shutdown in progress\r\n");
        await fixture.ExpectEndAsync();
    }

    [Fact]
    public async Task While_the_server_stops_a_silent_connection_is_closed_shortly_after()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();

        fixture.Connection.BeginStop();
        await fixture.Engine.NextAsync<InputEndedCommand>();
        fixture.Time.Advance(TimeSpan.FromSeconds(1));

        await fixture.ExpectEndAsync();
    }

    [Fact]
    public async Task While_the_server_stops_a_connection_of_its_own_process_is_closed_at_once()
    {
        var fixture = await ConnectionFixture.ConnectedAsync(isInProcess: true);

        fixture.Connection.BeginStop();

        await fixture.ExpectEndAsync();
    }

    [Fact]
    public async Task A_handshake_does_not_hold_up_the_stop()
    {
        var fixture = new ConnectionFixture();
        await fixture.ExpectAsync("+HI {\"v\":2}\r\n");

        fixture.Connection.BeginStop();

        await fixture.ExpectEndAsync();
    }

    private static JobReply Job(string jobId) => new(
        JobHash.Of(jobId), 1, Encoding.UTF8.GetBytes($"{{\"jid\":\"{jobId}\"}}"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), null);

    /// <summary>Does something at the moment at which it is written.</summary>
    private sealed class ActingReply(Action act) : Reply
    {
        public override void WriteTo(IBufferWriter<byte> output) => act();
    }
}
