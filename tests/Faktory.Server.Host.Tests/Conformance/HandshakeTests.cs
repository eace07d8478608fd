using System.Text.RegularExpressions;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-001 to C-009 and C-013: HI, HELLO and what happens to connections.</summary>
public sealed partial class HandshakeTests
{
    private const string Password = "foobar";

    [Fact]
    public async Task C_001_Without_a_password_the_server_greets_with_its_version_alone()
    {
        await using var server = await ServerFixture.StartAsync();

        var client = await server.DialAsync();

        Assert.Equal("HI {\"v\":2}", client.Greeting);
    }

    [Fact]
    public async Task C_002_With_a_password_the_greeting_asks_for_some_thousand_rounds_over_a_salt()
    {
        await using var server = await ServerFixture.StartAsync(options => options.Password = Password);

        for (var i = 0; i < 10; i++)
        {
            var hi = (await server.DialAsync()).Hi();

            Assert.Equal(2, hi.GetProperty("v").GetInt32());
            Assert.InRange(hi.GetProperty("i").GetInt32(), 4000, 8095);
            Assert.Matches(Salt(), hi.GetProperty("s").GetString());
        }
    }

    [Fact]
    public async Task C_003_The_right_proof_of_the_password_is_welcome()
    {
        await using var server = await ServerFixture.StartAsync(options => options.Password = Password);
        var client = await server.DialAsync();

        var reply = await client.HelloAsync(password: Password);

        Assert.Equal("+OK", reply.ToString());
        await client.InfoAsync();
    }

    [Theory]
    [InlineData("another")]
    [InlineData(null)]
    public async Task C_004_A_wrong_or_missing_proof_is_refused_and_the_connection_ends(string? password)
    {
        await using var server = await ServerFixture.StartAsync(options => options.Password = Password);
        var client = await server.DialAsync();

        var reply = await client.HelloAsync(password: password);

        Assert.Equal("-ERR Invalid password", reply.ToString());
        Assert.Equal(FwpReplyKind.End, (await client.ReadAsync()).Kind);
    }

    [Fact]
    public async Task C_005_A_client_of_version_one_proves_the_password_with_a_single_round()
    {
        await using var server = await ServerFixture.StartAsync(options => options.Password = Password);
        var client = await server.DialAsync();
        var proof = FwpCommands.Prove(Password, client.Hi().GetProperty("s").GetString()!, rounds: 1);

        var reply = await client.CallAsync($$"""HELLO {"v":1,"pwdhash":"{{proof}}"}""");

        Assert.Equal("+OK", reply.ToString());
    }

    [Fact]
    public async Task C_006_Without_a_password_any_proof_is_ignored()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.DialAsync();

        var reply = await client.CallAsync("""HELLO {"v":2,"pwdhash":"junk"}""");

        Assert.Equal("+OK", reply.ToString());
    }

    [Theory]
    [InlineData("""PUSH {"jid":"handshake1","jobtype":"Work","args":[]}""")]
    [InlineData("HELLO")]
    [InlineData("HELLO []")]
    [InlineData("HELLO  {}")]
    [InlineData("HELLO {x}")]
    [InlineData("""HELLO {"v":300}""")]
    [InlineData("""HELLO {"v":2,"pid":"1"}""")]
    public async Task C_007_Anything_but_a_valid_HELLO_ends_the_connection_without_a_word(string line)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.DialAsync();

        var reply = await client.CallAsync(line);

        Assert.Equal(FwpReplyKind.End, reply.Kind);
    }

    [Fact]
    public async Task C_008_A_client_that_stays_silent_for_two_seconds_is_disconnected()
    {
        await using var server = await ServerFixture.StartAsync();
        var quick = await server.DialAsync();
        var silent = await server.DialAsync();

        server.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal("+OK", (await quick.HelloAsync()).ToString());
        server.Time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(FwpReplyKind.End, (await silent.ReadAsync()).Kind);
        await quick.InfoAsync();
    }

    [Fact]
    public async Task C_009_A_connection_that_is_idle_for_minutes_stays_usable()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        for (var minute = 0; minute < 10; minute++)
        {
            server.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await client.InfoAsync();
    }

    [Fact]
    public async Task C_013_A_connection_above_the_limit_is_told_so_after_its_handshake_and_ends()
    {
        await using var server = await ServerFixture.StartAsync(options => options.MaxConnections = 2);
        var first = await server.ConnectAsync();
        var second = await server.ConnectAsync();

        var third = await server.ConnectAsync();

        Assert.Matches(TooMany(), (await third.ReadAsync()).ToString());
        Assert.Equal(FwpReplyKind.End, (await third.ReadAsync()).Kind);
        await first.InfoAsync();
        await second.InfoAsync();
    }

    [GeneratedRegex("^[0-9a-f]{1,16}$")]
    private static partial Regex Salt();

    [GeneratedRegex(@"^-ERR too many connections: \d+$")]
    private static partial Regex TooMany();
}
