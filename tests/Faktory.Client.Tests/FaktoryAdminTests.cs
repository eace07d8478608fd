using Faktory.Client.Tests.Scripted;

namespace Faktory.Client.Tests;

public sealed class FaktoryAdminTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mutations_are_written_without_any_space()
    {
        await using var fixture = new ClientFixture();

        await fixture.Admin.MutateAsync(new JobMutation(JobMutationAction.Requeue, JobSet.Retries) { JobIds = ["abcdef123456", "abcdef123457"], JobType = "T" }, Cancel);
        await fixture.Admin.MutateAsync(new JobMutation(JobMutationAction.Kill, JobSet.Scheduled) { JobType = "T" }, Cancel);
        await fixture.Admin.MutateAsync(new JobMutation(JobMutationAction.Discard, JobSet.Dead), Cancel);
        await fixture.Admin.MutateAsync(new JobMutation(JobMutationAction.Clear, JobSet.Dead), Cancel);

        Assert.Equal(
            [
                "MUTATE {\"cmd\":\"requeue\",\"target\":\"retries\",\"filter\":{\"jids\":[\"abcdef123456\",\"abcdef123457\"]}}",
                "MUTATE {\"cmd\":\"kill\",\"target\":\"scheduled\",\"filter\":{\"jobtype\":\"T\"}}",
                "MUTATE {\"cmd\":\"discard\",\"target\":\"dead\"}",
                "MUTATE {\"cmd\":\"clear\",\"target\":\"dead\"}",
            ],
            fixture.Server.Commands);
    }

    [Fact]
    public async Task A_space_that_the_command_cannot_carry_is_an_escape()
    {
        await using var fixture = new ClientFixture();

        await fixture.Admin.MutateAsync(new JobMutation(JobMutationAction.Kill, JobSet.Dead) { JobType = "a b", Pattern = "*\"c d\"*" }, Cancel);
        await fixture.Admin.MutateAsync(new JobMutation(JobMutationAction.Kill, JobSet.Dead) { JobIds = ["an id"], Pattern = "*" }, Cancel);

        Assert.Equal(
            [
                """MUTATE {"cmd":"kill","target":"dead","filter":{"jobtype":"a\u0020b","regexp":"*\"c\u0020d\"*"}}""",
                """MUTATE {"cmd":"kill","target":"dead","filter":{"jids":["an\u0020id"]}}""",
            ],
            fixture.Server.Commands);
    }

    [Fact]
    public async Task Queues_are_paused_resumed_and_removed_by_name()
    {
        await using var fixture = new ClientFixture();

        await fixture.Admin.PauseAsync("slow", Cancel);
        await fixture.Admin.ResumeAsync("*", Cancel);
        await fixture.Admin.RemoveQueueAsync("old", Cancel);

        Assert.Equal(["QUEUE PAUSE slow", "QUEUE RESUME *", "QUEUE REMOVE old"], fixture.Server.Commands);
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Admin.PauseAsync("two words", Cancel));
    }

    [Fact]
    public async Task Information_is_fresh_every_time()
    {
        await using var fixture = new ClientFixture();

        Assert.Equal(7, (await fixture.Admin.GetInfoAsync(Cancel)).TotalProcessed);
        await fixture.Admin.GetInfoAsync(Cancel);
        await fixture.Admin.FlushAsync(Cancel);

        Assert.Equal(["INFO", "INFO", "FLUSH"], fixture.Server.Commands);
    }
}
