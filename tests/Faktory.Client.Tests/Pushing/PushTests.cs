using Faktory.Client.Tests.Scripted;

namespace Faktory.Client.Tests.Pushing;

public sealed class PushTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delay_becomes_a_time_by_the_clients_clock()
    {
        await using var fixture = new ClientFixture(time: ClientFixture.Clock());

        await fixture.Client.PushAsync(Job.Create("T") with { Delay = TimeSpan.FromHours(24) }, Cancel);

        Assert.Contains("\"at\":\"2026-01-03T03:04:05Z\"", fixture.Server.Commands.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_is_not_unique_is_a_result()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSH ", "-NOTUNIQUE Job not unique\r\n");

        var result = await fixture.Client.PushAsync(Job.Create("T") with { Id = "abcdef123456", UniqueFor = TimeSpan.FromMinutes(1) }, Cancel);

        Assert.Equal(new PushResult("abcdef123456", IsDuplicate: true), result);
    }

    [Fact]
    public async Task Any_other_refusal_is_an_exception_with_the_servers_text()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSH ", "-ERR server is full\r\n");

        var error = await Assert.ThrowsAsync<FaktoryException>(() => fixture.Client.PushAsync(Job.Create("T"), Cancel).AsTask());

        Assert.Equal("The server refused: server is full", error.Message);
    }

    [Fact]
    public async Task A_job_that_breaks_a_rule_never_reaches_the_server()
    {
        await using var fixture = new ClientFixture();

        await Assert.ThrowsAsync<ArgumentException>(() =>
            fixture.Client.PushAsync(Job.Create("T") with { At = DateTimeOffset.UnixEpoch, Delay = TimeSpan.Zero }, Cancel).AsTask());

        Assert.Empty(fixture.Server.Commands);
    }

    [Fact]
    public async Task Many_jobs_go_in_chunks_of_a_thousand_in_order()
    {
        await using var fixture = new ClientFixture();

        var result = await fixture.Client.PushManyAsync(Enumerable.Range(0, 2500).Select(number => Job.Create("T", number)), Cancel);

        Assert.Equal(2500, result.Pushed);
        Assert.Equal([1000, 1000, 500], fixture.Server.Commands.Select(CountJobs));
        Assert.Contains("\"args\":[2000]", fixture.Server.Commands.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_large_jobs_go_in_chunks_of_a_mebibyte_and_one_beyond_that_alone()
    {
        await using var fixture = new ClientFixture();
        int[] sizes = [400_000, 400_000, 400_000, 2_000_000, 10];

        await fixture.Client.PushManyAsync(sizes.Select(size => Job.Create("T", new string('x', size))), Cancel);

        Assert.Equal([2, 1, 1, 1], fixture.Server.Commands.Select(CountJobs));
    }

    [Fact]
    public async Task The_sequence_is_read_only_as_fast_as_it_is_sent()
    {
        await using var fixture = new ClientFixture();
        var read = 0;
        var readAtChunk = new List<int>();
        fixture.Server.On("PUSHB ", _ =>
        {
            readAtChunk.Add(read);
            return ScriptedServer.Bulk("{}");
        });

        await fixture.Client.PushManyAsync(Numbers(), Cancel);

        // One job more than the chunk is read, to know that the chunk is full.
        Assert.Equal([1001, 2001, 3000], readAtChunk);

        async IAsyncEnumerable<Job> Numbers()
        {
            for (; read < 3000; await Task.Yield())
            {
                read++;
                yield return Job.Create("T", read);
            }
        }
    }

    [Fact]
    public async Task Duplicates_of_a_bulk_push_are_listed()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSHB ", ScriptedServer.Bulk("{\"abcdef123456\":\"NOTUNIQUE Job not unique\"}"));

        var result = await fixture.Client.PushManyAsync([Job.Create("T") with { Id = "abcdef123456" }, Job.Create("T")], Cancel);

        Assert.Equal(1, result.Pushed);
        Assert.Equal(["abcdef123456"], result.Duplicates);
    }

    [Fact]
    public async Task An_id_that_is_named_twice_in_the_answer_to_a_bulk_push_counts_once()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSHB ", ScriptedServer.Bulk("{\"abcdef123456\":\"x\",\"abcdef123456\":\"NOTUNIQUE Job not unique\"}"));

        var result = await fixture.Client.PushManyAsync([Job.Create("T") with { Id = "abcdef123456" }], Cancel);

        Assert.Equal(["abcdef123456"], result.Duplicates);
    }

    [Fact]
    public async Task A_refusal_in_a_bulk_push_names_what_was_and_what_was_not_accepted()
    {
        await using var fixture = new ClientFixture();
        fixture.Server.On("PUSHB ", ScriptedServer.Bulk("{}"), ScriptedServer.Bulk("{\"job-1001\":\"jobs must have a jobtype parameter\"}"));

        var error = await Assert.ThrowsAsync<PushManyException>(() =>
            fixture.Client.PushManyAsync(Enumerable.Range(0, 3000).Select(number => Job.Create("T") with { Id = $"job-{number:d4}" }), Cancel));

        Assert.Equal((1000, 999), (error.PushedBefore, error.Accepted.Count));
        Assert.Equal("jobs must have a jobtype parameter", error.Rejected["job-1001"]);
        Assert.Contains("job-1001", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, fixture.Server.Commands.Count);
    }

    [Fact]
    public async Task No_jobs_are_no_command()
    {
        await using var fixture = new ClientFixture();

        Assert.Equal(0, (await fixture.Client.PushManyAsync(Array.Empty<Job>(), Cancel)).Pushed);
        Assert.Empty(fixture.Server.Commands);
    }

    private static int CountJobs(string command) => command.Split("\"jobtype\"").Length - 1;
}
