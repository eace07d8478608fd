using Faktory.Server.Engine;
using Faktory.Server.Hosting;

namespace Faktory.Server.Tests.Hosting;

public sealed class MemoryGuardTests
{
    private const string Full = "-ERR server is full";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_full_server_refuses_jobs_while_workers_go_on()
    {
        await using var engine = await EngineHarness.StartAsync(new EngineHostSettings { MaxMemory = 500 });
        var client = engine.Connect();
        await client.SendAsync(client.Push("job-00001"));
        Fill(engine);

        var push = await client.SendAsync(client.Push("job-00002"));
        var pushMany = await client.SendAsync(new PushManyCommand(client.Session, [FakeConnection.Draft("job-00003")], new Dictionary<string, string>()));
        var submit = await client.SendAsync(new BatchSubmitCommand(client.Session, new BatchDraft()));
        var batch = await client.SendAsync(new BatchNewCommand(client.Session, new BatchDraft()));
        var fetch = await client.SendAsync(client.Fetch());
        var ack = await client.SendAsync(client.Ack("job-00001"));

        Assert.Equal([Full, Full, Full, Full], [push, pushMany, submit, batch]);
        Assert.Contains("job-00001", fetch, StringComparison.Ordinal);
        Assert.Equal("+OK", ack);
    }

    [Fact]
    public async Task A_server_that_is_no_longer_full_takes_jobs_again()
    {
        await using var engine = await EngineHarness.StartAsync(new EngineHostSettings { MaxMemory = 500 });
        var client = engine.Connect();
        Fill(engine);
        var full = await client.SendAsync(client.Push("job-00001"));

        engine.Memory.UsedBytes = 400;
        engine.Time.Advance(ProbeInterval);

        Assert.Equal(Full, full);
        Assert.Equal("+OK", await client.SendAsync(client.Push("job-00001")));
        Assert.Equal(1, engine.Memory.Reclaims);
    }

    [Theory]
    [InlineData(749, "+OK")]
    [InlineData(751, Full)]
    public async Task Without_a_setting_three_quarters_of_what_there_is_may_be_used(long used, string expected)
    {
        await using var engine = await EngineHarness.StartAsync();
        engine.Memory.UsedBytes = used;
        var client = engine.Connect();

        Assert.Equal(expected, await client.SendAsync(client.Push("job-00001")));
    }

    private static void Fill(EngineHarness engine)
    {
        engine.Memory.UsedBytes = 501;
        engine.Time.Advance(ProbeInterval);
    }
}
