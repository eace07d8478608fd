using Faktory.Client.Tests.Scripted;
using Faktory.Protocol;

namespace Faktory.Client.Tests.Connections;

public sealed class GreetingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Job Sample => Job.Create("T");

    [Fact]
    public async Task A_producer_greets_without_a_worker_id()
    {
        await using var fixture = new ClientFixture();

        await fixture.Client.PushAsync(Sample, Cancel);

        var hello = Assert.Single(fixture.Server.Hellos);
        Assert.StartsWith("HELLO {\"v\":2,", hello, StringComparison.Ordinal);
        Assert.DoesNotContain("wid", hello, StringComparison.Ordinal);
        Assert.DoesNotContain("pwdhash", hello, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_is_proven_with_the_servers_salt()
    {
        await using var fixture = new ClientFixture(options: options => options.Password = "foobar");
        fixture.Server.Hi = "{\"v\":2,\"i\":1545,\"s\":\"55104dc76695721d\",\"new\":{}}";

        await fixture.Client.PushAsync(Sample, Cancel);

        Assert.Contains(PasswordHash.Compute("foobar", "55104dc76695721d", 1545), fixture.Server.Hellos.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_password_is_an_error_at_once_that_says_where_to_set_it()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Hi = "{\"v\":2,\"i\":4000,\"s\":\"1a2b3c\"}";

        var error = await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.PushAsync(Sample, Cancel).AsTask());

        Assert.Contains("Faktory:Password", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_an_error_at_once_and_not_tried_again()
    {
        await using var fixture = new ClientFixture(options: options => options.Password = "wrong");
        fixture.Server.Hi = "{\"v\":2,\"i\":1,\"s\":\"1a2b3c\"}";
        fixture.Server.HelloAnswer = "-ERR Invalid password\r\n";

        await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.PushAsync(Sample, Cancel).AsTask());

        Assert.Single(fixture.Server.Hellos);
    }

    [Fact]
    public async Task A_newer_protocol_is_warned_of_and_spoken_to()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.Hi = "{\"v\":3}";

        await fixture.Client.PushAsync(Sample, Cancel);

        Assert.Contains("version 3", Assert.Single(fixture.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_says_who_it_is()
    {
        await using var fixture = new ClientFixture();

        await using var connection = await fixture.Workers.ConnectAsync(new WorkerIdentity("wid-1") { Labels = ["blue"] }, Cancel);

        Assert.EndsWith("\"wid\":\"wid-1\",\"labels\":[\"blue\"],\"release\":true,\"features\":[\"cancel\"]}", fixture.Server.Hellos.Single(), StringComparison.Ordinal);
    }
}
