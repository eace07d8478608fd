using Faktory.Client.Tests.Scripted;

namespace Faktory.Client.Tests.Connections;

public sealed class ReconnectTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Job Sample(string id = "abcdef123456") => Job.Create("T") with { Id = id };

    [Fact]
    public async Task A_push_whose_reply_was_lost_is_sent_again_as_a_resend()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSH ", ScriptedServer.HangUp, ScriptedServer.Ok);

        var result = await fixture.Client.PushAsync(Sample(), Cancel);

        Assert.Equal(new PushResult("abcdef123456", IsDuplicate: false), result);
        Assert.Equal(
            ["PUSH {\"jid\":\"abcdef123456\",\"jobtype\":\"T\",\"args\":[]}", "PUSH {\"jid\":\"abcdef123456\",\"jobtype\":\"T\",\"args\":[],\"resend\":true}"],
            fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task A_server_that_does_not_know_resends_gets_the_same_push_again()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Extensions = [];
        fixture.Server.On("PUSH ", ScriptedServer.HangUp, ScriptedServer.Ok);

        await fixture.Client.PushAsync(Sample(), Cancel);

        var pushes = fixture.Server.CommandsBeside();
        Assert.Equal(2, pushes.Length);
        Assert.Equal(pushes[0], pushes[1]);
    }

    [Fact]
    public async Task Every_job_of_a_lost_bulk_push_is_marked_as_a_resend()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSHB ", ScriptedServer.HangUp, ScriptedServer.Bulk("{}"));

        await fixture.Client.PushManyAsync([Sample("abcdef123456"), Sample("abcdef123457")], Cancel);

        Assert.Equal(2, fixture.Server.Commands.Last().Split("\"resend\":true").Length - 1);
    }

    [Fact]
    public async Task What_was_not_sent_before_the_connection_was_lost_is_no_resend()
    {
        await using var fixture = new ClientFixture();
        await fixture.Client.PushAsync(Sample(), Cancel);
        await fixture.Server.Latest!.HangUpAsync();

        // The client has noticed, so it writes nothing to the old connection.
        await fixture.Server.Latest.Ended.WaitAsync(Cancel);
        fixture.Server.RefuseConnections(2);

        await fixture.Client.PushAsync(Sample("abcdef123457"), Cancel);

        var second = Assert.Single(fixture.Server.Commands, command => command.Contains("abcdef123457", StringComparison.Ordinal));
        Assert.DoesNotContain("resend", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_connections_are_tried_again()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.RefuseConnections(3);

        await fixture.Client.PushAsync(Sample(), Cancel);

        Assert.Equal(3, fixture.Log.Warnings.Count(line => line.Contains("connection refused", StringComparison.Ordinal)));
        Assert.Single(fixture.Server.Commands);
    }

    [Fact]
    public async Task Waiting_for_a_connection_ends_with_an_error_that_names_the_server_and_the_reason()
    {
        await using var fixture = new ClientFixture(options: options => options.CommandTimeout = TimeSpan.FromMilliseconds(150));
        fixture.Server.RefuseConnections(int.MaxValue);

        var error = await Assert.ThrowsAsync<FaktoryConnectionException>(() => fixture.Client.PushAsync(Sample(), Cancel).AsTask());

        Assert.Contains("scripted server", error.Message, StringComparison.Ordinal);
        Assert.Contains("connection refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_after_the_command_timeout_and_met_anew()
    {
        var clock = ClientFixture.Clock();
        await using var fixture = new ClientFixture(options: options => options.CommandTimeout = TimeSpan.FromSeconds(5), time: clock);
        fixture.Server.On("PUSH {\"jid\":\"swallowed\"", ScriptedServer.Silence);
        await fixture.Client.PushAsync(Sample(), Cancel);
        var push = fixture.Client.PushAsync(Sample("swallowed"), Cancel).AsTask();
        await fixture.Server.Arrival("PUSH {\"jid\":\"swallowed\"");

        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(push.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        var error = await Assert.ThrowsAsync<FaktoryConnectionException>(() => push);
        Assert.Contains("scripted server did not answer within 00:00:05", error.Message, StringComparison.Ordinal);
        await fixture.Client.PushAsync(Sample(), Cancel);
        Assert.Equal(2, fixture.Server.Hellos.Count);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_disturb_the_others()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSH ", ScriptedServer.Silence);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = fixture.Client.PushAsync(Sample(), impatience.Token).AsTask();
        await fixture.Server.Arrival("PUSH ");
        var second = fixture.Client.PushAsync(Sample("abcdef123457"), Cancel).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        // Two replies: the first belongs to the caller that left.
        await fixture.Server.Latest!.SayAsync("-NOTUNIQUE Job not unique\r\n");
        await fixture.Server.Latest.SayAsync(ScriptedServer.Ok);

        Assert.False((await second).IsDuplicate);
    }

    [Theory]
    [InlineData("-ERR shutdown in progress\r\n")]
    [InlineData("-ERR too many connections: 2000\r\n")]
    public async Task A_farewell_of_the_server_means_trying_again(string farewell)
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSH ", farewell, ScriptedServer.Ok);

        await fixture.Client.PushAsync(Sample(), Cancel);

        Assert.Equal(2, fixture.Server.Hellos.Count);
    }

    [Fact]
    public async Task A_disposed_client_says_so()
    {
        var fixture = new ClientFixture();
        var client = fixture.Client;
        await client.PushAsync(Sample(), Cancel);
        await fixture.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.PushAsync(Sample(), Cancel).AsTask());
    }

    [Theory]
    [InlineData(1, 25, 50)]
    [InlineData(3, 100, 200)]
    [InlineData(30, 2500, 5000)]
    public void The_wait_between_attempts_doubles_up_to_a_limit_and_is_half_random(int failures, int least, int most)
    {
        var random = new Random(1);
        var delays = Enumerable.Range(0, 200).Select(_ => CommandChannel.Backoff.Delay(failures, random).TotalMilliseconds).ToArray();

        Assert.All(delays, delay => Assert.InRange(delay, least, most));
        Assert.True(delays.Max() - delays.Min() > (most - least) / 2.0);
    }
}
