using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-094: many members, many connections.</summary>
public sealed class BatchLoadTests
{
    [Fact]
    public async Task C_094_A_thousand_members_acknowledged_over_twenty_connections_complete_once()
    {
        const int members = 1000;
        const int connections = 20;
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        var bid = await client.NewBatchAsync(complete: JobText.Callback("complete"));
        await client.PushManyAsync(Enumerable.Range(0, members).Select(n => JobText.Job($"member{n:0000}", bid: bid)));
        await client.CommitAsync(bid);
        Assert.Equal(members, (await client.StatusAsync(bid)).Total);
        var workers = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => server.ConnectAsync()));

        await Task.WhenAll(workers.Select(async worker =>
        {
            for (var n = 0; n < members / connections; n++)
            {
                await worker.RunAsync();
            }
        }));

        var status = await client.StatusAsync(bid);
        Assert.Equal([1000L, 0L, 0L], [status.Total, status.Pending, status.Failed]);
        Assert.Equal("complete 1, success -", status.Callbacks);
        Assert.Equal(1, (await client.InfoAsync()).Queue("complete"));
        await client.RunAsync("complete");
        Assert.Equal(0, (await client.InfoAsync()).Live);
    }
}
