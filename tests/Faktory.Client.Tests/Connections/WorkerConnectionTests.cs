using Faktory.Client.Tests.Scripted;

namespace Faktory.Client.Tests.Connections;

public sealed class WorkerConnectionTests
{
    private static readonly WorkerIdentity Identity = new("wid-1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_commands_of_a_worker_are_those_of_the_protocol()
    {
        await using var fixture = new ClientFixture();
        fixture.Server
            .On("FETCH ", ScriptedServer.Bulk("{\"jid\":\"abcdef123456\",\"jobtype\":\"T\",\"args\":[1]}"), ScriptedServer.Null)
            .On("BEAT ", ScriptedServer.Ok, ScriptedServer.Bulk("{\"state\":\"quiet\"}"), ScriptedServer.Bulk("{\"state\":\"terminate\"}"));
        await using var connection = await fixture.Workers.ConnectAsync(Identity, Cancel);

        var job = await connection.FetchAsync(["critical", "default"]);
        var none = await connection.FetchAsync(["default"]);
        await connection.AckAsync("abcdef123456");
        await connection.FailAsync("abcdef123456", "Oops", "no\nway", ["at x"]);
        await connection.RequeueAsync("abcdef123456");
        WorkerOrder[] orders =
        [
            (await connection.BeatAsync(null, 17)).Order,
            (await connection.BeatAsync(WorkerOrder.Run, 17)).Order,
            (await connection.BeatAsync(WorkerOrder.Quiet, 17)).Order,
        ];

        Assert.Equal(("abcdef123456", "T"), (job!.Id, job.Type));
        Assert.Null(none);
        Assert.Equal([WorkerOrder.Run, WorkerOrder.Quiet, WorkerOrder.Terminate], orders);
        Assert.Equal(
            [
                "FETCH critical default",
                "FETCH default",
                "ACK {\"jid\":\"abcdef123456\"}",
                "FAIL {\"jid\":\"abcdef123456\",\"errtype\":\"Oops\",\"message\":\"no\\nway\",\"backtrace\":[\"at x\"]}",
                "REQUEUE {\"jid\":\"abcdef123456\"}",
                "BEAT {\"wid\":\"wid-1\",\"rss_kb\":17}",
                "BEAT {\"wid\":\"wid-1\",\"rss_kb\":17}",
                "BEAT {\"wid\":\"wid-1\",\"current_state\":\"quiet\",\"rss_kb\":17}",
            ],
            fixture.Server.Commands);
    }

    [Fact]
    public async Task Tracking_sends_only_what_it_is_given()
    {
        await using var fixture = new ClientFixture();
        await using var connection = await fixture.Workers.ConnectAsync(Identity, Cancel);

        await connection.TrackAsync("abcdef123456", 40, "half of it");
        await connection.TrackAsync("abcdef123456", reserveUntil: new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(1)));

        Assert.Equal(
            [
                """TRACK SET {"jid":"abcdef123456","percent":40,"desc":"half of it"}""",
                """TRACK SET {"jid":"abcdef123456","reserve_until":"2026-03-01T12:00:00Z"}""",
            ],
            fixture.Server.Commands);
    }

    [Fact]
    public async Task A_failure_may_wish_for_the_dead_set_or_a_delay()
    {
        await using var fixture = new ClientFixture();
        await using var connection = await fixture.Workers.ConnectAsync(Identity, Cancel);

        await connection.FailAsync("abcdef123456", "E", "m", [], new FailureWish(IsDead: true, RetryIn: null));
        await connection.FailAsync("abcdef123456", "E", "m", [], new FailureWish(IsDead: false, TimeSpan.FromMilliseconds(1500)));

        Assert.Equal(
            [
                """FAIL {"jid":"abcdef123456","errtype":"E","message":"m","backtrace":[],"dead":true}""",
                """FAIL {"jid":"abcdef123456","errtype":"E","message":"m","backtrace":[],"retry_in":1.5}""",
            ],
            fixture.Server.Commands);
    }

    [Fact]
    public async Task An_answer_to_BEAT_may_name_jobs_to_stop()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("BEAT ", ScriptedServer.Bulk("{\"state\":\"running\",\"cancel\":[\"job-0001\",\"job-0002\"]}"));
        await using var connection = await fixture.Workers.ConnectAsync(Identity, Cancel);

        var answer = await connection.BeatAsync(null, 17);

        Assert.Equal(WorkerOrder.Run, answer.Order);
        Assert.Equal(["job-0001", "job-0002"], answer.Cancelled);
    }

    [Fact]
    public async Task Held_commands_go_out_in_one_write()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("FETCH ", ScriptedServer.Null);
        await using var connection = await fixture.Workers.ConnectAsync(Identity, Cancel);
        await using var other = await fixture.Workers.ConnectAsync(Identity, Cancel);
        Task ack;
        Task fetch;
        using (connection.HoldWrites())
        {
            ack = connection.AckAsync("abcdef123456").AsTask();
            for (var i = 0; i < 20; i++)
            {
                // Time enough for a write that is not held back.
                await other.BeatAsync(null, 0);
            }

            Assert.DoesNotContain(fixture.Server.Commands, command => command.StartsWith("ACK ", StringComparison.Ordinal));
            fetch = connection.FetchAsync(["default"]).AsTask();
        }

        await Task.WhenAll(ack, fetch);

        Assert.Equal("ACK {\"jid\":\"abcdef123456\"}\r\nFETCH default\r\n", fixture.Server.Writes.Last());
    }

    [Fact]
    public async Task A_refusal_is_an_exception_with_the_servers_text_and_the_connection_goes_on()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("FAIL ", "-ERR Job not found abcdef123456\r\n");
        await using var connection = await fixture.Workers.ConnectAsync(Identity, Cancel);

        var error = await Assert.ThrowsAsync<FaktoryException>(async () => await connection.FailAsync("abcdef123456", "E", "m", []));

        Assert.Contains("Job not found abcdef123456", error.Message, StringComparison.Ordinal);
        await connection.AckAsync("abcdef123456");
    }

    [Fact]
    public async Task A_half_closed_connection_still_gets_what_was_on_its_way()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("FETCH ", ScriptedServer.Silence);
        await using var connection = await fixture.Workers.ConnectAsync(Identity, Cancel);
        var first = connection.FetchAsync(["default"]);
        var second = connection.FetchAsync(["default"]);
        await fixture.Server.Arrival("FETCH ");
        await fixture.Server.Latest!.SayAsync(ScriptedServer.Null);

        await connection.CompleteWritesAsync();

        Assert.Null(await first);
        await fixture.Server.Latest.Ended.WaitAsync(Cancel);
        await connection.Closed.WaitAsync(Cancel);
        await Assert.ThrowsAsync<FaktoryConnectionException>(async () => await second);
        await Assert.ThrowsAsync<FaktoryConnectionException>(async () => await connection.AckAsync("abcdef123456"));
    }

    [Fact]
    public async Task A_lost_connection_fails_what_is_open_and_stays_lost()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("FETCH ", ScriptedServer.HangUp);
        await using var connection = await fixture.Workers.ConnectAsync(Identity, Cancel);

        var error = await Assert.ThrowsAsync<FaktoryConnectionException>(async () => await connection.FetchAsync(["default"]));

        Assert.Contains("scripted server", error.Message, StringComparison.Ordinal);
        Assert.True(connection.Closed.IsCompleted);
        await Assert.ThrowsAsync<FaktoryConnectionException>(async () => await connection.AckAsync("abcdef123456"));
    }

    [Fact]
    public async Task Info_is_asked_once_per_connection()
    {
        await using var fixture = new ClientFixture();
        await using var connection = await fixture.Workers.ConnectAsync(Identity, Cancel);

        Assert.Same(await connection.GetInfoAsync(), await connection.GetInfoAsync());
        Assert.Equal("INFO", Assert.Single(fixture.Server.Commands));
    }

    [Fact]
    public async Task A_worker_that_cannot_connect_learns_where_and_why()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.RefuseConnections(1);

        var error = await Assert.ThrowsAsync<FaktoryConnectionException>(() => fixture.Workers.ConnectAsync(Identity, Cancel).AsTask());

        Assert.Equal("Could not connect to scripted server: connection refused", error.Message);
    }
}
