namespace Faktory.Testing.Tests.Recording;

public sealed class RecordingFaktoryClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pushed_jobs_are_recorded_in_order()
    {
        var client = new RecordingFaktoryClient();

        var first = await client.PushAsync(Job.Create("a", 1), Cancel);
        var others = await client.PushManyAsync([Job.Create("b", 2), Job.Create("c", 3)], Cancel);

        Assert.False(first.IsDuplicate);
        Assert.Equal(2, others.Pushed);
        Assert.Equal(["a", "b", "c"], client.Pushed.Select(job => job.Type));
        Assert.Empty(client.Batches);
    }

    [Fact]
    public async Task A_started_batch_keeps_its_jobs_although_they_can_be_read_only_once()
    {
        var client = new RecordingFaktoryClient();
        var reads = 0;

        var bid = await client.StartBatchAsync(
            new Batch("root") { Success = Job.Create("done"), Children = [new Batch("child") { Jobs = Once() }] }, Cancel);

        Assert.Equal("b-1", bid);
        Assert.Equal(["one"], client.Batches[0].Children[0].Jobs.Select(job => job.Type));
        Assert.Equal(["one"], client.Batches[0].Children[0].Jobs.Select(job => job.Type));
        Assert.Equal(1, reads);

        IEnumerable<Job> Once()
        {
            reads++;
            yield return Job.Create("one");
        }
    }

    [Fact]
    public async Task A_begun_batch_holds_what_is_pushed_into_it_and_its_stages_follow()
    {
        var client = new RecordingFaktoryClient();

        await using (var batch = await client.BeginBatchAsync(new Batch("streamed") { Success = Job.Create("done") }, Cancel))
        {
            await batch.PushAsync(Job.Create("a"), Cancel);
            await batch.AddStageAsync(new Batch("stage") { Jobs = [Job.Create("b")] }, Cancel);
            await batch.CommitAsync(Cancel);
            Assert.True(batch.IsCommitted);
        }

        Assert.Equal(["streamed", "stage"], client.Batches.Select(batch => batch.Description));
        Assert.Equal(["a"], client.Batches[0].Jobs.Select(job => job.Type));
        Assert.Empty(client.Pushed);
    }

    [Fact]
    public async Task A_repeated_key_is_the_batch_that_is_there()
    {
        var client = new RecordingFaktoryClient();

        var first = await client.StartBatchAsync(new Batch("order") { Key = "42", Success = Job.Create("done") }, Cancel);
        var second = await client.StartBatchAsync(new Batch("order") { Key = "42", Success = Job.Create("done") }, Cancel);

        Assert.Equal(first, second);
        Assert.Single(client.Batches);
    }

    [Fact]
    public async Task Jobs_are_found_by_their_handler_and_read_like_it_does()
    {
        var client = new RecordingFaktoryClient();
        await client.PushManyAsync([Job.For<Greet>(new Greeting("Ann")), Job.Create("other")], Cancel);

        Assert.Equal(new Greeting("Ann", 1), client.Pushed.OneFor<Greet>().ArgsAs<Greeting>());
        await client.PushAsync(Job.For<Greet>(new Greeting("Bob")), Cancel);
        var error = Assert.Throws<InvalidOperationException>(() => client.Pushed.OneFor<Greet>());

        Assert.Equal(2, client.Pushed.For<Greet>().Count);
        Assert.Contains("There should be one job for Greet, but there are 2 among 3: greet [\"Ann\",1], other [], greet [\"Bob\",1]", error.Message, StringComparison.Ordinal);
    }

    private sealed record Greeting(string Name, int Times = 1);

    [JobHandler("greet")]
    private sealed class Greet : IJobHandler<Greeting>
    {
        public Task HandleAsync(Greeting args, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
