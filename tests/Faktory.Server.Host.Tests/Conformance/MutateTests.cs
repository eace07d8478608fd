using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-056 to C-059: MUTATE on the sets.</summary>
public sealed class MutateTests
{
    [Fact]
    public async Task C_056_A_mutation_with_a_space_in_it_is_refused()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("invalid format", await client.ErrorAsync("""MUTATE {"cmd": "clear","target":"dead"}"""));
        Assert.Equal("invalid format", await client.ErrorAsync("MUTATE"));
    }

    [Fact]
    public async Task C_057_Jobs_are_killed_by_type_revived_and_discarded()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        const string later = ",\"at\":\"2026-03-02T00:00:00Z\"";
        await client.PushManyAsync([JobText.Job("scheduled1", extra: later), JobText.Job("scheduled2", extra: later)]);
        await client.PushAsync("""{"jid":"scheduled3","jobtype":"Other","args":[],"at":"2026-03-02T00:00:00Z"}""");

        await client.OkAsync("""MUTATE {"cmd":"kill","target":"scheduled","filter":{"jobtype":"Work"}}""");
        var killed = await client.InfoAsync();
        await client.OkAsync("""MUTATE {"cmd":"requeue","target":"dead"}""");
        var revived = await client.InfoAsync();
        await client.RunAndFailAsync();
        await client.RunAndFailAsync();
        var failed = await client.InfoAsync();
        await client.OkAsync("""MUTATE {"cmd":"discard","target":"retries"}""");
        var discarded = await client.InfoAsync();

        Assert.Equal([1L, 2L, 0L], [killed.Scheduled, killed.Dead, killed.Queue("default")]);
        Assert.Equal([1L, 0L, 2L], [revived.Scheduled, revived.Dead, revived.Queue("default")]);
        Assert.Equal([2L, 0L], [failed.Retries, failed.Queue("default")]);
        Assert.Equal([0L, 1L], [discarded.Retries, discarded.Live]);
    }

    [Fact]
    public async Task C_058_A_filter_by_id_takes_that_job_alone()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushManyAsync([JobText.Job("retrying01"), JobText.Job("retrying02")]);
        await client.RunAndFailAsync();
        await client.RunAndFailAsync();

        await client.OkAsync("""MUTATE {"cmd":"requeue","target":"retries","filter":{"jids":["retrying02"]}}""");

        Assert.Equal(1, (await client.InfoAsync()).Retries);
        Assert.Equal("retrying02", (await client.FetchAsync()).Jid());
    }

    [Fact]
    public async Task C_058_A_pattern_looks_at_the_whole_job_beside_its_type()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        const string later = "\"at\":\"2026-03-02T00:00:00Z\"";
        await client.PushAsync($$"""{"jid":"mailtobob","jobtype":"Mail","args":["bob", 1],{{later}}}""");
        await client.PushAsync($$"""{"jid":"mailtoann","jobtype":"Mail","args":["ann", 1],{{later}}}""");
        await client.PushAsync($$"""{"jid":"billtobob","jobtype":"Bill","args":["bob", 1],{{later}}}""");

        await client.OkAsync("""MUTATE {"cmd":"kill","target":"scheduled","filter":{"jobtype":"Mail","regexp":"*\"b[aeiou]b\",\u00201*"}}""");
        await client.OkAsync("""MUTATE {"cmd":"discard","target":"scheduled","filter":{"regexp":"*\"ann\"*"}}""");

        var info = await client.InfoAsync();
        Assert.Equal([1L, 1L], [info.Scheduled, info.Dead]);
    }

    [Fact]
    public async Task C_059_An_unknown_operation_or_set_is_refused_and_clear_empties_a_set()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        await client.PushAsync(JobText.Job("scheduled1", extra: ",\"at\":\"2026-03-02T00:00:00Z\""));

        Assert.Equal("invalid target for mutation command", await client.ErrorAsync("""MUTATE {"cmd":"kill","target":"enqueued"}"""));
        Assert.Equal("unknown mutate operation", await client.ErrorAsync("""MUTATE {"cmd":"zap","target":"dead"}"""));
        Assert.Equal(1, (await client.InfoAsync()).Scheduled);
        await client.OkAsync("""MUTATE {"cmd":"clear","target":"scheduled"}""");

        Assert.Equal(0, (await client.InfoAsync()).Live);
    }
}
