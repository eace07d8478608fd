using System.Text.Json;
using Faktory.Server.Host.Tests.Fixtures;

namespace Faktory.Server.Host.Tests.Conformance;

/// <summary>C-018 to C-024 and C-027 to C-031: what PUSH and PUSHB take and refuse.</summary>
public sealed class PushTests
{
    private const string BadQueue = """queue names must match \A[a-zA-Z0-9._-]+\z""";

    [Fact]
    public async Task C_018_A_minimal_push_gets_its_defaults()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.PushAsync("""{"jid":"minimal01","jobtype":"Work","args":[1,"x"]}""");

        var job = await client.FetchAsync();
        Assert.Equal("minimal01", job.Jid());
        Assert.Equal("default", job.GetProperty("queue").GetString());
        Assert.Equal("Work", job.GetProperty("jobtype").GetString());
        Assert.Equal(25, job.GetProperty("retry").GetInt32());
        Assert.Equal("""[1,"x"]""", job.GetProperty("args").GetRawText());
        Assert.Equal("2026-03-01T12:00:00Z", job.GetProperty("created_at").GetString());
        Assert.Equal("2026-03-01T12:00:00Z", job.GetProperty("enqueued_at").GetString());
    }

    [Theory]
    [InlineData("""{"jid":"1234567","jobtype":"Work","args":[]}""")]
    [InlineData("""{"jobtype":"Work","args":[]}""")]
    [InlineData("null")]
    public async Task C_019_A_job_id_has_at_least_eight_bytes(string job)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("jobs must have a reasonable jid parameter", await client.ErrorAsync("PUSH " + job));
        await client.PushAsync("""{"jid":"12345678","jobtype":"Work","args":[]}""");
    }

    [Theory]
    [InlineData("""{"jid":"notype001","args":[]}""")]
    [InlineData("""{"jid":"notype002","jobtype":"","args":[]}""")]
    public async Task C_020_A_job_has_a_type(string job)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("jobs must have a jobtype parameter", await client.ErrorAsync("PUSH " + job));
    }

    [Fact]
    public async Task C_021_A_job_has_arguments_which_may_be_none()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("jobs must have an args parameter", await client.ErrorAsync("""PUSH {"jid":"noargs001","jobtype":"Work"}"""));
        Assert.Equal("jobs must have an args parameter", await client.ErrorAsync("""PUSH {"jid":"noargs002","jobtype":"Work","args":null}"""));
        await client.PushAsync("""{"jid":"noargs003","jobtype":"Work","args":[]}""");
    }

    [Fact]
    public async Task C_022_A_job_is_reserved_for_a_day_at_most()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal(
            "jobs cannot be reserved for more than one day",
            await client.ErrorAsync("PUSH " + JobText.Job("reserve01", extra: ",\"reserve_for\":86401")));
        await client.PushAsync(JobText.Job("reserve02", extra: ",\"reserve_for\":86400"));
    }

    [Fact]
    public async Task C_023_A_queue_has_a_plain_name()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal($"cannot get \"a b!\" queue: {BadQueue}", await client.ErrorAsync("PUSH " + JobText.Job("badqueue1", queue: "a b!")));
        await client.PushAsync(JobText.Job("goodqueue", queue: "Az_0-9.q"));
    }

    [Fact]
    public async Task C_024_A_time_that_is_no_time_is_refused()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        var error = await client.ErrorAsync("PUSH " + JobText.Job("badtime01", extra: ",\"at\":\"tomorrow\""));

        Assert.StartsWith("invalid timestamp for 'at': \"tomorrow\": ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{foo")]
    [InlineData("[1]")]
    [InlineData("""{"jid":12345678,"jobtype":"Work","args":[]}""")]
    [InlineData("""{"jid":"badjson01","jobtype":"Work","args":"x"}""")]
    [InlineData("""{"jid":"badjson02","jobtype":"Work","args":[]} xyz""")]
    [InlineData("""{"jid":"badjson03","jobtype":"Work","args":[],"retry":1.5}""")]
    public async Task C_027_JSON_that_is_no_job_is_refused(string job)
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        var error = await client.ErrorAsync("PUSH " + job);

        Assert.StartsWith("invalid JSON: ", error, StringComparison.Ordinal);
        Assert.Equal(0, (await client.InfoAsync()).Enqueued);
    }

    [Fact]
    public async Task C_028_PUSHB_takes_the_good_jobs_and_says_what_is_wrong_with_each_bad_one()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();
        string[] jobs =
        [
            JobText.Job("goodjob01"),
            """{"jid":"short","jobtype":"Work","args":[]}""",
            """{"jid":"notype001","args":[]}""",
            JobText.Job("goodjob02"),
            JobText.Job("toolong01", extra: ",\"reserve_for\":86401"),
        ];

        var refused = FwpCommands.Json(await client.BulkAsync($"PUSHB [{string.Join(',', jobs)}]"));

        var errors = refused.EnumerateObject().ToDictionary(error => error.Name, error => error.Value.GetString());
        Assert.Equal(3, errors.Count);
        Assert.Equal("jobs must have a reasonable jid parameter", errors["short"]);
        Assert.Equal("jobs must have a jobtype parameter", errors["notype001"]);
        Assert.Equal("jobs cannot be reserved for more than one day", errors["toolong01"]);
        Assert.Equal(2, (await client.InfoAsync()).Enqueued);
        Assert.Equal("goodjob01", (await client.FetchAsync()).Jid());
        Assert.Equal("goodjob02", (await client.FetchAsync()).Jid());
    }

    [Fact]
    public async Task C_029_PUSHB_of_good_jobs_answers_an_empty_object_and_anything_but_an_array_is_refused()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        Assert.Equal("{}", await client.BulkAsync($"PUSHB [{JobText.Job("manyjob01")},{JobText.Job("manyjob02")}]"));
        Assert.Equal("{}", await client.BulkAsync("PUSHB []"));
        Assert.StartsWith("invalid JSON", await client.ErrorAsync("PUSHB {}"), StringComparison.Ordinal);
        Assert.StartsWith("invalid JSON", await client.ErrorAsync("PUSHB [{]"), StringComparison.Ordinal);
        Assert.StartsWith("invalid JSON", await client.ErrorAsync("PUSHB [1]"), StringComparison.Ordinal);
        Assert.Equal(2, (await client.InfoAsync()).Enqueued);
    }

    [Fact]
    public async Task C_030_Arguments_and_custom_come_back_as_they_were_and_unknown_fields_are_gone()
    {
        const string args = """["é😀<>&","日本",9007199254740993,{"a":[1.50,null]}]""";
        const string custom = """{"name":"Zoë","nested":{"n":12345678901234567890}}""";
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.PushAsync($$"""{"jid":"unicode01","jobtype":"Work","args":{{args}},"custom":{{custom}},"zzz":1}""");

        var job = await client.FetchAsync();
        Assert.True(JsonElement.DeepEquals(FwpCommands.Json(args), job.GetProperty("args")));
        Assert.True(JsonElement.DeepEquals(FwpCommands.Json(custom), job.GetProperty("custom")));
        Assert.Equal("9007199254740993", job.GetProperty("args")[2].GetRawText());
        Assert.Equal("12345678901234567890", job.GetProperty("custom").GetProperty("nested").GetProperty("n").GetRawText());
        Assert.False(job.TryGetProperty("zzz", out _));
    }

    [Fact]
    public async Task C_031_The_retries_of_one_push_do_not_become_the_default_of_the_next()
    {
        await using var server = await ServerFixture.StartAsync();
        var client = await server.ConnectAsync();

        await client.PushAsync(JobText.Job("withretry", retry: 3));
        await client.PushAsync(JobText.Job("noretry01"));

        Assert.Equal(3, (await client.FetchAsync()).GetProperty("retry").GetInt32());
        Assert.Equal(25, (await client.FetchAsync()).GetProperty("retry").GetInt32());
    }
}
