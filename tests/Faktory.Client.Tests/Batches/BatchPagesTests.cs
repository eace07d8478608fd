using Faktory.Client.Tests.Scripted;
using Faktory.Protocol;

namespace Faktory.Client.Tests.Batches;

public sealed class BatchPagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_are_read_page_by_page()
    {
        await using var fixture = Create();
        fixture.Server.On(
            "BATCH RESULTS ",
            ScriptedServer.Bulk("{\"results\":{\"j-1\":{\"count\":3},\"j-2\":null},\"next\":\"17\"}"),
            ScriptedServer.Bulk("{\"results\":{\"j-3\":[]}}"));

        var results = await fixture.Client.GetBatchResultsAsync("b-1", Cancel).ToListAsync(Cancel);

        Assert.Equal(["j-1 {\"count\":3}", "j-2 null", "j-3 []"], results.Select(result => $"{result.JobId} {result.Value.GetRawText()}"));
        Assert.Equal(
            ["BATCH RESULTS {\"bid\":\"b-1\"}", "BATCH RESULTS {\"bid\":\"b-1\",\"after\":\"17\"}"],
            fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task A_page_is_asked_for_only_when_it_is_wanted()
    {
        await using var fixture = Create();
        fixture.Server.On("BATCH RESULTS ", ScriptedServer.Bulk("{\"results\":{\"j-1\":1},\"next\":\"1\"}"));

        var first = await fixture.Client.GetBatchResultsAsync("b-1", Cancel).FirstAsync(Cancel);

        Assert.Equal("j-1", first.JobId);
        Assert.Single(fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task Batches_are_listed_by_filter_and_an_empty_page_is_not_the_end()
    {
        await using var fixture = Create();
        fixture.Server.On(
            "BATCH LIST ",
            ScriptedServer.Bulk("{\"batches\":[],\"next\":\"5000\"}"),
            ScriptedServer.Bulk("{\"batches\":[{\"bid\":\"b-2\",\"state\":\"failing\"},{\"bid\":\"b-1\",\"state\":\"failing\"}]}"));

        var batches = await fixture.Client.ListBatchesAsync(new BatchFilter { Text = "import", State = BatchState.Failing }, Cancel).ToListAsync(Cancel);

        Assert.Equal(["b-2", "b-1"], batches.Select(batch => batch.Id));
        Assert.All(batches, batch => Assert.Equal(BatchState.Failing, batch.State));
        Assert.Equal(
            [
                "BATCH LIST {\"text\":\"import\",\"state\":\"failing\"}",
                "BATCH LIST {\"text\":\"import\",\"state\":\"failing\",\"after\":\"5000\"}",
            ],
            fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task Without_a_filter_everything_is_listed()
    {
        await using var fixture = Create();
        fixture.Server.On("BATCH LIST ", ScriptedServer.Bulk("{\"batches\":[]}"));

        Assert.Empty(await fixture.Client.ListBatchesAsync(cancellationToken: Cancel).ToListAsync(Cancel));

        Assert.Equal(["BATCH LIST {}"], fixture.Server.CommandsBeside());
    }

    [Fact]
    public async Task An_unknown_batch_and_a_page_that_is_none_are_errors()
    {
        await using var fixture = Create();
        fixture.Server.On("BATCH RESULTS ", "-ERR no such batch b-9\r\n", ScriptedServer.Bulk("{}"));

        var unknown = await Assert.ThrowsAsync<FaktoryException>(async () => await fixture.Client.GetBatchResultsAsync("b-9", Cancel).ToListAsync(Cancel));
        var broken = await Assert.ThrowsAsync<FaktoryProtocolException>(async () => await fixture.Client.GetBatchResultsAsync("b-1", Cancel).ToListAsync(Cancel));

        Assert.Contains("no such batch b-9", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("\"results\"", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_the_extensions_is_an_error_that_says_so()
    {
        await using var fixture = new ClientFixture();

        var results = await Assert.ThrowsAsync<FaktoryException>(async () => await fixture.Client.GetBatchResultsAsync("b-1", Cancel).ToListAsync(Cancel));
        var list = await Assert.ThrowsAsync<FaktoryException>(async () => await fixture.Client.ListBatchesAsync(null, Cancel).ToListAsync(Cancel));

        Assert.Contains("BATCH RESULTS", results.Message, StringComparison.Ordinal);
        Assert.Contains("BATCH LIST", list.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ACK_carries_a_result_as_text()
    {
        await using var fixture = Create();
        await using var connection = await fixture.Workers.ConnectAsync(new WorkerIdentity("wid-1"), Cancel);

        await connection.AckAsync("j-1", "{\"a\":1}"u8.ToArray());
        await connection.AckAsync("j-2");

        Assert.Equal(["""ACK {"jid":"j-1","result":"{\"a\":1}"}""", """ACK {"jid":"j-2"}"""], fixture.Server.CommandsBeside());
    }

    private static ClientFixture Create()
    {
        var fixture = new ClientFixture();
        fixture.Server.Extensions = [FaktoryExtensions.BatchList, FaktoryExtensions.BatchResults];
        return fixture;
    }
}
