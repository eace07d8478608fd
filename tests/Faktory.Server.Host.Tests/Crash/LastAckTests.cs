using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Crash;

/// <summary>C-095, and the settings that make the crash tests short, against a server process.</summary>
public sealed class LastAckTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task C_095_A_server_killed_right_after_the_last_ACK_enqueues_the_callback_once(bool waitsForTheReply)
    {
        using var folder = new DataFolder();
        string bid;
        await using (var server = await KillableServer.StartAsync(folder.Path))
        {
            await using var client = await ConnectAsync(server);
            bid = await client.NewBatchAsync(success: JobText.Callback("success"));
            await client.PushAsync(JobText.Job("lastmember", bid: bid));
            await client.CommitAsync(bid);
            await client.FetchAsync();
            await client.SendAsync("""ACK {"jid":"lastmember"}""");
            if (waitsForTheReply)
            {
                Assert.Equal("+OK", (await client.ReadAsync()).ToString());
            }

            await server.KillAsync();
        }

        await using (var server = await KillableServer.StartAsync(folder.Path))
        {
            await using var client = await ConnectAsync(server);
            if (!waitsForTheReply)
            {
                await client.AckAsync("lastmember");
            }

            var info = await client.InfoAsync();
            Assert.Equal([1L, 1L], [info.Queue("success"), info.Live]);
            Assert.Equal("success", (await client.RunAsync("success")).Custom("_cb"));
            Assert.Equal(0, (await client.InfoAsync()).Live);
            Assert.Equal("complete -, success 2", (await client.StatusAsync(bid)).Callbacks);
        }
    }

    [Fact]
    public async Task The_settings_of_the_environment_shorten_reservations_and_the_wait_for_a_retry()
    {
        using var folder = new DataFolder();
        await using var server = await KillableServer.StartAsync(folder.Path);
        await using var client = await ConnectAsync(server);
        await client.PushAsync(JobText.Job("shortlived", extra: ",\"reserve_for\":1"));
        await client.FetchAsync();

        await Eventually.InfoAsync(client, info => info.Retries == 1, "the reservation to end after a second");
        await Eventually.InfoAsync(client, info => info.Queue("default") == 1, "the retry after another second or two");

        Assert.Equal("ReservationExpired", (await client.FetchAsync()).GetProperty("failure").GetProperty("errtype").GetString());
    }

    private static async Task<FwpClient> ConnectAsync(KillableServer server)
    {
        var client = await FwpClient.ConnectAsync(server.Address);
        Assert.Equal("+OK", (await client.HelloAsync()).ToString());
        return client;
    }
}
