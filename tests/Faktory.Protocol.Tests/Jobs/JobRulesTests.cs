namespace Faktory.Protocol.Tests.Jobs;

public sealed class JobRulesTests
{
    private static string Refusal(Job job, bool isCallback = false) =>
        Assert.Throws<ArgumentException>(() => JobRules.Check(job, isCallback)).Message;

    [Fact]
    public void A_plain_job_is_fine() => JobRules.Check(Job.Create("T") with { Delay = TimeSpan.FromHours(1), ReserveFor = TimeSpan.FromDays(1) });

    [Fact]
    public void A_time_and_a_delay_exclude_each_other() =>
        Assert.Contains("At and Delay", Refusal(Job.Create("T") with { At = DateTimeOffset.UnixEpoch, Delay = TimeSpan.Zero }), StringComparison.Ordinal);

    [Fact]
    public void A_callback_has_no_delay() =>
        Assert.Contains("callback", Refusal(Job.Create("T") with { Delay = TimeSpan.FromHours(1) }, isCallback: true), StringComparison.Ordinal);

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("a\n")]
    public void A_queue_name_has_few_characters(string queue) =>
        Assert.Contains("queue name", Refusal(Job.Create("T") with { Queue = queue }), StringComparison.Ordinal);

    [Fact]
    public void Other_properties_are_named_when_they_are_wrong()
    {
        Assert.Contains("Id", Refusal(Job.Create("T") with { Id = "1234567" }), StringComparison.Ordinal);
        Assert.Contains("Args", Refusal(new Job("T", default)), StringComparison.Ordinal);
        Assert.Contains("Type", Refusal(new Job("", Job.Create("T").Args)), StringComparison.Ordinal);
        Assert.Contains("ReserveFor", Refusal(Job.Create("T") with { ReserveFor = TimeSpan.FromSeconds(59) }), StringComparison.Ordinal);
        Assert.Contains("UniqueFor", Refusal(Job.Create("T") with { UniqueFor = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Contains("ExpiresIn", Refusal(Job.Create("T") with { ExpiresIn = TimeSpan.FromSeconds(-1) }), StringComparison.Ordinal);
    }
}
