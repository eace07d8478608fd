using Faktory.Protocol;
using Faktory.Server.Connections;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Connections;

public sealed class HandshakeTests
{
    private const string Password = "s3cret";

    private static readonly ConnectionOptions WithPassword = new() { Password = Password };

    private static readonly string Greeting = $"+HI {{\"v\":2,\"i\":{FixedChallenge.Iterations},\"s\":\"{FixedChallenge.Salt}\"}}\r\n";

    [Theory]
    [InlineData("HELLO {\"v\":2}\r\n")]
    [InlineData("HELLO {\"v\":2}\n")]
    [InlineData("HELLO {}\r\n")]
    [InlineData("HELLO {\"v\":1}\r\n")]
    [InlineData("HELLO {\"v\":255,\"wid\":null,\"future\":[{}],\"username\":\"u\",\"rss_kb\":1}\r\n")]
    [InlineData("HELLO {\"pwdhash\":\"junk\"}\r\n")]
    public async Task C_001_C_006_C_011_Without_a_password_every_proper_HELLO_is_welcome(string hello)
    {
        var fixture = new ConnectionFixture();
        await fixture.ExpectAsync("+HI {\"v\":2}\r\n");

        await fixture.SendAsync(hello);

        await fixture.ExpectAsync("+OK\r\n");
        Assert.Equal(1, fixture.Registry.Connections);
    }

    [Fact]
    public async Task HELLO_tells_who_the_worker_is()
    {
        var fixture = new ConnectionFixture(isInProcess: true);

        await fixture.SendAsync("HELLO {\"v\":2,\"wid\":\"w1\",\"hostname\":\"h\",\"pid\":7,\"labels\":[\"a\",\"b\"],\"release\":true,\"features\":[\"cancel\"]}\r\n");

        var session = (await fixture.Engine.NextAsync<HelloCommand>()).Session;
        Assert.Equal(("w1", "h", 7L, true), (session.Worker!.Wid, session.Worker.Hostname, session.Worker.Pid, session.Worker.Releases));
        Assert.True(session.Worker.HearsCancel);
        Assert.Equal(["a", "b"], session.Worker.Labels);
        Assert.True(session.IsInProcess);
        Assert.Same(fixture.Connection, session.Outlet);
    }

    [Fact]
    public async Task A_producer_is_no_worker()
    {
        var fixture = new ConnectionFixture();

        await fixture.SendAsync("HELLO {\"v\":2}\r\n");

        Assert.Null((await fixture.Engine.NextAsync<HelloCommand>()).Session.Worker);
    }

    [Theory]
    [InlineData("PUSH {}\r\n")]
    [InlineData("HELLO\r\n")]
    [InlineData("HELLO  {\"v\":2}\r\n")]
    [InlineData("HELLO []\r\n")]
    [InlineData("HELLO {x\r\n")]
    [InlineData("HELLO {\"v\":2} x\r\n")]
    [InlineData("HELLO {\"v\":300}\r\n")]
    [InlineData("HELLO {\"pid\":\"1\"}\r\n")]
    [InlineData("HELLO {\"labels\":[1]}\r\n")]
    [InlineData("HELLO {\"wid\":7}\r\n")]
    public async Task C_007_Anything_else_closes_the_connection_without_a_word(string line)
    {
        var fixture = new ConnectionFixture();
        await fixture.ExpectAsync("+HI {\"v\":2}\r\n");

        await fixture.SendAsync(line);

        await fixture.ExpectEndAsync();
        Assert.Equal(0, fixture.Engine.Posts);
        Assert.Equal(0, fixture.Registry.Connections);
    }

    [Fact]
    public async Task A_stranger_cannot_make_the_server_remember_much()
    {
        var fixture = new ConnectionFixture();
        await fixture.ExpectAsync("+HI {\"v\":2}\r\n");

        await fixture.SendAsync("HELLO {" + new string(' ', 100_000));

        await fixture.ExpectEndAsync();
    }

    [Fact]
    public async Task C_008_Silence_closes_the_connection_after_two_seconds()
    {
        var fixture = new ConnectionFixture();
        await fixture.ExpectAsync("+HI {\"v\":2}\r\n");
        await fixture.SendAsync("HELLO {");

        fixture.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(fixture.Ended.IsCompleted);
        fixture.Time.Advance(TimeSpan.FromSeconds(0.2));

        await fixture.ExpectEndAsync();
    }

    [Fact]
    public async Task C_009_After_the_handshake_a_connection_may_be_silent_for_ever()
    {
        var fixture = await ConnectionFixture.ConnectedAsync();

        fixture.Time.Advance(TimeSpan.FromHours(1));
        await fixture.SendAsync("WAT\r\n");

        await fixture.ExpectAsync("-ERR unknown command WAT\r\n");
    }

    [Theory]
    [InlineData(2, FixedChallenge.Iterations)]
    [InlineData(1, 1)]
    public async Task C_002_C_003_C_005_With_a_password_its_hash_is_asked_for(int version, int iterations)
    {
        var fixture = new ConnectionFixture(WithPassword);
        await fixture.ExpectAsync(Greeting);
        var hash = PasswordHash.Compute(Password, FixedChallenge.Salt, iterations);

        await fixture.SendAsync($"HELLO {{\"v\":{version},\"pwdhash\":\"{hash}\"}}\r\n");

        await fixture.ExpectAsync("+OK\r\n");
    }

    [Fact]
    public async Task A_client_in_the_same_process_needs_no_password()
    {
        var fixture = new ConnectionFixture(WithPassword, isInProcess: true);
        await fixture.ExpectAsync("+HI {\"v\":2}\r\n");

        await fixture.SendAsync("HELLO {\"v\":2}\r\n");

        await fixture.ExpectAsync("+OK\r\n");
    }

    [Theory]
    [InlineData("{\"v\":2}")]
    [InlineData("{\"v\":2,\"pwdhash\":\"\"}")]
    [InlineData("{\"v\":2,\"pwdhash\":\"cf698f7a9771249d8002bfbe21fefc1f25ca56acb361b937006580b07d8800c9\"}")]
    public async Task C_004_A_wrong_or_missing_hash_is_told_and_the_connection_closed(string hello)
    {
        var fixture = new ConnectionFixture(WithPassword);
        await fixture.ExpectAsync(Greeting);

        await fixture.SendAsync($"HELLO {hello}\r\n");

        await fixture.ExpectAsync("-ERR Invalid password\r\n");
        await fixture.ExpectEndAsync();
        Assert.Equal(0, fixture.Engine.Posts);
    }

    [Fact]
    public void Challenges_are_in_the_range_of_the_protocol()
    {
        var challenges = Enumerable.Range(0, 100).Select(_ => new RandomChallengeSource().Next()).ToList();

        Assert.All(challenges, challenge => Assert.InRange(challenge.Iterations, 4000, 8095));
        Assert.All(challenges, challenge => Assert.Matches("^[1-9a-f][0-9a-f]{0,15}$", challenge.Salt));
        Assert.True(challenges.Distinct().Count() > 90);
    }

    [Fact]
    public async Task C_013_Over_the_limit_a_connection_is_told_after_its_handshake()
    {
        var fixture = new ConnectionFixture(new ConnectionOptions { MaxConnections = 1 });
        fixture.Registry.Enter();
        await fixture.ExpectAsync("+HI {\"v\":2}\r\n");

        await fixture.SendAsync("HELLO {\"v\":2}\r\n");

        await fixture.ExpectAsync("+OK\r\n-ERR too many connections: 1\r\n");
        await fixture.ExpectEndAsync();
        Assert.Equal(1, fixture.Registry.Connections);
    }

    [Fact]
    public async Task Commands_may_follow_HELLO_in_the_same_bytes()
    {
        var fixture = new ConnectionFixture();

        await fixture.SendAsync("HELLO {\"v\":2}\r\nWAT\r\nFLUSH\r\n");

        await fixture.ExpectAsync("+HI {\"v\":2}\r\n+OK\r\n-ERR unknown command WAT\r\n");
        await fixture.Engine.NextAsync<HelloCommand>();
        await fixture.Engine.NextAsync<FlushCommand>();
    }
}
