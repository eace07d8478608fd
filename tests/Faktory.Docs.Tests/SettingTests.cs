namespace Faktory.Docs.Tests;

public sealed class SettingTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_setting_that_a_page_names_exists(string page) => Findings.None(SettingNames.Check(Repository.Read(page)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_JSON_snippet_of_a_page_is_JSON_and_settings_are_taken(string page) => Findings.None(SettingSnippets.Check(Repository.Read(page)));

    [Theory]
    [InlineData("Faktory:Server:Colour")]
    [InlineData("Faktory__Server__Colour")]
    [InlineData("Faktory:Worker:Concurency")]
    [InlineData("Faktory:Workers:reports:Speed")]
    [InlineData("Faktory:Server:Throttles:reports:Speed")]
    public void A_setting_that_does_not_exist_is_found(string name) =>
        Assert.Equal($"docs/broken.md:2: {name} is no setting.", Assert.Single(SettingNames.Check(new Page("docs/broken.md", $"# Broken\nSet `{name}`."))));

    [Theory]
    [InlineData("Faktory:Url")]
    [InlineData("Faktory:Clients:<name>:Url")]
    [InlineData("Faktory:Workers:reports")]
    [InlineData("Faktory:Server:Certificate:KeyPath")]
    [InlineData("Faktory:Server:Throttles:reports:Concurrency")]
    public void A_setting_that_exists_is_no_problem(string name) => Assert.Empty(SettingNames.Check(new Page("docs/fine.md", name)));

    [Theory]
    [InlineData("""{ "Faktory": """, "no JSON")]
    [InlineData("""{ "Faktory": { "Server": { "Colour": "red" } } }""", "Colour")]
    [InlineData("""{ "Faktory": { "Worker": { "Concurency": 3 } } }""", "Concurency")]
    [InlineData("""{ "Faktory": { "Uri": "tcp://localhost" } }""", "Uri")]
    [InlineData("""{ "Faktory": { "Server": { "Throttles": { "reports": { "concurrency": 2 } } } } }""", "timeout")]
    [InlineData("""{ "Faktory": { "Server": { "Cron": [{ "schedule": "often", "job": { "type": "t" } }] } } }""", "often")]
    [InlineData("""{ "Faktory": { "Server": { "Cron": [{ "schedule": "0 3 * * *", "jobs": { "type": "t" } }] } } }""", "jobs")]
    public void Settings_that_would_not_be_taken_are_found(string json, string word)
    {
        var problems = SettingSnippets.Check(new Page("docs/broken.md", $"```json\n{json}\n```")).ToList();

        Assert.Contains(problems, problem => problem.StartsWith("docs/broken.md:2:", StringComparison.Ordinal) && problem.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
