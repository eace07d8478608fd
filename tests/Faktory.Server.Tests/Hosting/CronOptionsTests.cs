using System.Text;
using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Faktory.Server.Tests.Hosting;

/// <summary><c>Faktory:Server:Cron</c> in files, in other sources and in code.</summary>
public sealed class CronOptionsTests : IDisposable
{
    private const string Key = "Faktory:Server:Cron";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faktory-cron-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_field_is_read_from_a_file()
    {
        var cron = Assert.Single(Read(File("""
            [{ "name": "nightly", "schedule": "0 3 * * *", "time_zone": "Europe/Berlin", "job": {
              "type": "report", "queue": "reports", "retry": 3, "reserve_for": 600, "args": ["x"], "custom": { "unique_for": 3600 } } }]
            """)).Cron);

        Assert.Equal(("nightly", "0 3 * * *", "Europe/Berlin"), (cron.Name, cron.Schedule, cron.TimeZone));
        Assert.Equal(
            ("report", "reports", 3, 600, """["x"]""", """{"unique_for":3600}"""),
            (cron.Job.Type, cron.Job.Queue, cron.Job.Retry, cron.Job.ReserveFor, cron.Job.Args, cron.Job.Custom));
    }

    [Theory]
    [InlineData("""[1,"1",1.50,1e3,-0,12345678901234567890]""")]
    [InlineData("""[true,"true","True",null,"null",""]""")]
    [InlineData("""["007","+49 30","2026-01-01T00:00:00Z","ä\"\\\n"]""")]
    [InlineData("""[[],{},[[1],["1"]],{"b":{"x":[null]},"a":1,"0":"0"}]""")]
    [InlineData("""[{"a:b":"1","0":1,"1":"2"}]""")]
    [InlineData("""[]""")]
    public void Arguments_in_a_file_are_what_the_file_says(string args)
    {
        var cron = Assert.Single(Read(File(Entry($$""" "args": {{args}}"""))).Cron);

        Assert.Equal(args, string.IsNullOrEmpty(cron.Job.Args) ? "[]" : cron.Job.Args);
    }

    [Fact]
    public void Comments_and_line_breaks_in_a_file_do_no_harm()
    {
        var cron = Assert.Single(Read(File(Entry(" \"args\": [ // the first\n \"42\", /* the second */ 42, ]"))).Cron);

        Assert.Equal("""["42",42]""", cron.Job.Args);
    }

    [Fact]
    public void Arguments_may_be_text_anywhere()
    {
        const string args = """[42, "42", {"a": null}]""";

        Assert.Equal(args, Assert.Single(Read(Values((":0:schedule", "@daily"), (":0:job:type", "t"), (":0:job:args", args))).Cron).Job.Args);
        Assert.Equal(args, Assert.Single(Read(File(Entry($" \"args\": {System.Text.Json.JsonSerializer.Serialize(args)}"))).Cron).Job.Args);
    }

    [Fact]
    public void Single_arguments_of_a_source_without_types_are_numbers_and_words_of_JSON_or_else_text()
    {
        string[] values = ["42", "-1.5", "1e3", "true", "False", "null", "007", "1.", "+1", " 1", "x", "\"42\"", "NaN"];

        var cron = Assert.Single(Read(Values([
            (":0:schedule", "@daily"), (":0:job:type", "t"), .. values.Select((value, index) => ($":0:job:args:{index}", value))])).Cron);

        Assert.Equal("""[42,-1.5,1e3,true,false,null,"007","1.","+1"," 1","x","\"42\"","NaN"]""", cron.Job.Args);
    }

    [Fact]
    public void What_another_source_overrides_leaves_the_rest_as_the_file_says()
    {
        var cron = Assert.Single(Read(
            File(Entry(""" "args": ["1", 2, { "x": "3" }], "custom": { "unique_for": 600, "tag": "7" }""")),
            Values((":0:job:args:1", "20"), (":0:job:custom:unique_for", "60"))).Cron);

        Assert.Equal("""["1",20,{"x":"3"}]""", cron.Job.Args);
        Assert.Equal("""{"tag":"7","unique_for":60}""", cron.Job.Custom);
    }

    [Fact]
    public void The_last_file_wins()
    {
        var first = File(Entry(""" "args": ["1"]"""));
        var second = File(Entry(""" "args": [1]"""));

        Assert.Equal("[1]", Assert.Single(Read(first, second).Cron).Job.Args);
        Assert.Equal("""["1"]""", Assert.Single(Read(second, first).Cron).Job.Args);
    }

    [Theory]
    [InlineData("61 * * * *", "schedule")]
    [InlineData("", "schedule")]
    public void A_wrong_schedule_names_its_key_and_itself(string schedule, string field)
    {
        var failure = Assert.Single(Failures(Values((":0:schedule", schedule), (":0:job:type", "t"))));

        Assert.StartsWith($"{Key}:0:{field} is \"{schedule}\"", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time_zone", "Nowhere/Land")]
    [InlineData("nmae", "x")]
    [InlineData("job:type", "")]
    [InlineData("job:jobtype", "t")]
    [InlineData("job:queue", "no spaces")]
    [InlineData("job:retry", "often")]
    [InlineData("job:reserve_for", "86401")]
    [InlineData("job:reserve_for:x", "1")]
    [InlineData("job:args", "42")]
    [InlineData("job:args", "[1")]
    [InlineData("job:args:x", "1")]
    [InlineData("job:custom", "[]")]
    [InlineData("job:custom:unique_for", "an hour")]
    [InlineData("job:custom:expires_in", "-1")]
    public void A_wrong_field_names_its_key(string field, string value)
    {
        var values = new Dictionary<string, string> { [":0:schedule"] = "@daily", [":0:job:type"] = "t", [$":0:{field}"] = value };

        var failure = Assert.Single(Failures(Values([.. values.Select(pair => (pair.Key, pair.Value))])));

        Assert.StartsWith($"{Key}:0:{string.Join(':', field.Split(':').Take(2))}", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var failures = Failures(
            Values((":0:schedule", "x"), (":0:time_zone", "x"), (":1:job:queue", "?"), (":1:job:retry", "x"), (":one", "x")),
            new ConfigurationBuilder().AddInMemoryCollection([new("Faktory:Server:MaxConnections", "0")]).Build());

        Assert.Equal(
            [
                $"{Key}:0:job:type", $"{Key}:0:schedule", $"{Key}:0:time_zone", $"{Key}:1:job:queue", $"{Key}:1:job:retry",
                $"{Key}:1:job:type", $"{Key}:1:schedule", $"{Key}:one", $"{Key}:one:job:type", $"{Key}:one:schedule",
                "Faktory:Server:MaxConnections",
            ],
            failures.Select(failure => failure.Split(' ')[0].TrimEnd(':')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Entries_that_are_the_same_need_names_and_names_are_unique()
    {
        var same = Failures(File("""[{ "schedule": "@daily", "job": { "type": "t" } }, { "schedule": "@daily", "job": { "type": "t" } }]"""));
        var named = Failures(File("""[{ "name": "n", "schedule": "@daily", "job": { "type": "t" } }, { "name": "n", "schedule": "@hourly", "job": { "type": "u" } }]"""));

        Assert.StartsWith($"{Key}:1 is the same as {Key}:0", Assert.Single(same), StringComparison.Ordinal);
        Assert.StartsWith($"{Key}:1:name is \"n\"", Assert.Single(named), StringComparison.Ordinal);
    }

    [Fact]
    public void Code_adds_to_the_configuration()
    {
        var services = Services(File(Entry("")));
        services.AddFaktoryServer(server => server.Cron.Add(new FaktoryCronOptions { Schedule = "bad" }));

        var error = Assert.Throws<OptionsValidationException>(() => services.BuildServiceProvider().GetRequiredService<IOptions<FaktoryServerOptions>>().Value);

        Assert.Equal(
            [$"{Key}:1:schedule", $"{Key}:1:job:type"],
            error.Failures.Select(failure => failure.Split(' ')[0]));
    }

    [Fact]
    public void An_entry_keeps_its_key_unless_what_it_says_changes()
    {
        string KeyOf(string fields) => Assert.Single(CronEntries.Read(Read(File($"[{{ {fields} }}]")))).Key;
        const string plain = """ "schedule": "@daily", "job": { "type": "t", "args": [1] } """;

        Assert.Equal(KeyOf(plain), KeyOf(plain.Replace("[1]", "[ 1 ]", StringComparison.Ordinal)));
        Assert.NotEqual(KeyOf(plain), KeyOf(plain.Replace("[1]", "[\"1\"]", StringComparison.Ordinal)));
        Assert.NotEqual(KeyOf(plain), KeyOf(plain + ", \"time_zone\": \"Asia/Tokyo\""));
        Assert.Equal(KeyOf(plain + ", \"name\": \"n\""), KeyOf(plain.Replace("[1]", "[2]", StringComparison.Ordinal) + ", \"name\": \"n\""));
    }

    [Fact]
    public async Task A_changed_configuration_goes_to_the_engine_and_a_wrong_one_does_not()
    {
        var configuration = (IConfigurationRoot)Configuration(Values((":0:schedule", "@daily"), (":0:job:type", "first")));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddFaktoryServer();
        var queue = new Connections.FakeCommandQueue();
        var logger = new RecordingLogger<SettingsReload>();
        using var reload = new SettingsReload(
            services.BuildServiceProvider().GetRequiredService<IOptionsFactory<FaktoryServerOptions>>(), queue, logger, configuration);
        reload.Start();

        configuration[$"{Key}:0:job:type"] = "second";
        configuration.Reload();
        var second = await queue.NextAsync<ConfigureCronCommand>();
        await queue.NextAsync<SetThrottlesCommand>();
        configuration[$"{Key}:0:schedule"] = "61 * * * *";
        configuration["Faktory:Server:MaxConnections"] = "many";
        configuration.Reload();
        configuration["Faktory:Server:MaxConnections"] = "0";
        configuration.Reload();
        var isRefused = !queue.TryNext(out _);
        configuration[$"{Key}:0:schedule"] = "@hourly";
        configuration["Faktory:Server:MaxConnections"] = "1";
        configuration.Reload();
        var last = await queue.NextAsync<ConfigureCronCommand>();

        Assert.Contains("second", Encoding.UTF8.GetString(Assert.Single(second.Entries).Job.Payload), StringComparison.Ordinal);
        Assert.True(isRefused);
        var errors = logger.Entries.Where(entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Error).Select(entry => entry.Message).ToList();
        Assert.Equal(2, errors.Count);
        Assert.Contains("Faktory:Server:MaxConnections", errors[0], StringComparison.Ordinal);
        Assert.All([$"{Key}:0:schedule", "Faktory:Server:MaxConnections"], key => Assert.Contains(key, errors[1], StringComparison.Ordinal));
        Assert.Equal("@hourly", Assert.Single(last.Entries).Schedule.Text);
    }

    private static string Entry(string job) => $$"""[{ "schedule": "@daily", "job": { "type": "t"{{(job.Length == 0 ? "" : ",")}} {{job}} } }]""";

    private static IConfiguration Values(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.ToDictionary(pair => Key + pair.Key, pair => (string?)pair.Value))
        .Build();

    /// <summary>A file of settings with these cron entries.</summary>
    private IConfiguration File(string cron)
    {
        var name = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.json");
        System.IO.File.WriteAllText(name, $$"""{ "faktory": { "Server": { "Cron": {{cron}} } } }""");
        return new ConfigurationBuilder().AddJsonFile(name).Build();
    }

    private static IConfiguration Configuration(params IConfiguration[] sources) => sources
        .Aggregate(new ConfigurationBuilder(), (builder, source) => (ConfigurationBuilder)builder.AddConfiguration(source))
        .AddInMemoryCollection()
        .Build();

    private static FaktoryServerOptions Read(params IConfiguration[] sources)
    {
        var services = Services(sources);
        services.AddFaktoryServer();
        return services.BuildServiceProvider().GetRequiredService<IOptions<FaktoryServerOptions>>().Value;
    }

    private static List<string> Failures(params IConfiguration[] sources) =>
        [.. Assert.Throws<OptionsValidationException>(() => Read(sources)).Failures];

    private static ServiceCollection Services(params IConfiguration[] sources)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Configuration(sources));
        return services;
    }
}
