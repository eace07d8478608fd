namespace Faktory.Docs.Tests;

public sealed class MetricTests(ScrapedApplication application) : IClassFixture<ScrapedApplication>
{
    private readonly MetricNames _names = new(application.Text);

    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_metric_that_a_page_names_is_in_a_scrape(string page)
    {
        Findings.None(_names.Check(Repository.Read(page)));
        Findings.None(_names.CheckGroups(Repository.Read(page)));
    }

    [Theory]
    [InlineData("faktory_server_queue_length")]
    [InlineData("faktory_server_jobs")]
    [InlineData("faktory_server_set_size{set=\"buried\"}")]
    [InlineData("faktory_server_set_size{kind=\"dead\"}")]
    [InlineData("faktory_worker_speed_total")]
    [InlineData("messaging_speed_total")]
    public void A_metric_that_does_not_exist_is_found(string metric) =>
        Assert.StartsWith("docs/broken.md:1:", Assert.Single(_names.Check(new Page("docs/broken.md", $"`rate({metric}[5m]) > 0`"))), StringComparison.Ordinal);

    [Fact]
    public void A_label_that_does_not_exist_is_found() =>
        Assert.Equal("docs/broken.md:1: no metric has the label colour.", Assert.Single(_names.CheckGroups(new Page("docs/broken.md", "`sum by (colour) (faktory_server_workers)`"))));
}
