using System.Globalization;
using System.Text;
using Faktory.Server.Commands;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>Cron (BEHAVIOUR 4.5) with a virtual clock.</summary>
public sealed class CronTests
{
    private const string EveryMinute = "* * * * *";

    private readonly EngineDriver _engine = new();

    [Fact]
    public void An_entry_pushes_a_new_job_at_each_of_its_times()
    {
        Configure(Entry(EveryMinute));

        _engine.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Null(_engine.Fetch());
        _engine.Advance(TimeSpan.FromSeconds(120.1));

        var jobs = TakeAll();
        Assert.Equal(3, jobs.Select(job => job.Jid).Distinct().Count());
        Assert.Equal(
            ["2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z", "2026-01-01T00:03:00Z"],
            jobs.Select(job => job.Json.GetProperty("created_at").GetString()));
        Assert.All(jobs, job => Assert.Equal("work", job.Type));
    }

    [Fact]
    public void Six_fields_begin_with_seconds()
    {
        Configure(Entry("*/20 * * * * *"));

        _engine.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(3, TakeAll().Count);
    }

    [Fact]
    public void The_job_is_as_configured()
    {
        Configure(Entry(EveryMinute, """
            {"jobtype":"report","queue":"reports","args":[1,"1",1.50,{"x":null}],"retry":-1,"reserve_for":120,"custom":{"a":"b"}}
            """));

        _engine.Advance(TimeSpan.FromMinutes(1));

        var job = _engine.Take("reports");
        Assert.Equal(
            $$$"""{"jid":"{{{job.Jid}}}","queue":"reports","jobtype":"report","args":[1,"1",1.50,{"x":null}],"retry":-1,"reserve_for":120,"created_at":"2026-01-01T00:01:00Z","custom":{"a":"b"},"enqueued_at":"2026-01-01T00:01:00Z"}""",
            job.Json.GetRawText());
    }

    [Theory]
    // Clocks go from 2:00 to 3:00 on 29 March 2026: a time within the gap comes right after it, and an interval goes on.
    [InlineData("30 2 * * *", "2026-03-28T12:00", "2026-03-29T01:00", "2026-03-30T00:30")]
    [InlineData("*/30 1-3 * * *", "2026-03-29T00:00", "2026-03-29T00:30", "2026-03-29T01:00")]
    // Clocks go from 3:00 back to 2:00 on 25 October 2026: a time that exists twice comes once, an interval comes in both hours.
    [InlineData("30 2 * * *", "2026-10-24T12:00", "2026-10-25T00:30", "2026-10-26T01:30")]
    [InlineData("0 */1 * * *", "2026-10-24T23:30", "2026-10-25T00:00", "2026-10-25T01:00")]
    public void A_time_zone_goes_through_the_changes_of_its_clocks(string schedule, string from, string first, string second)
    {
        var times = CronSchedule.Parse(schedule, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        var next = times.NextAfter(Utc(from));

        Assert.Equal(Utc(first), next);
        Assert.Equal(Utc(second), times.NextAfter(next!.Value));
    }

    [Fact]
    public void The_same_schedule_comes_at_another_time_in_another_zone()
    {
        Configure(
            Entry("30 9 * * *", """{"jobtype":"utc"}""", key: "utc"),
            Entry("30 9 * * *", """{"jobtype":"tokyo"}""", key: "tokyo", zone: "Asia/Tokyo"));

        _engine.Advance(TimeSpan.FromHours(10));

        Assert.Equal(
            [("tokyo", "2026-01-01T00:30:00Z"), ("utc", "2026-01-01T09:30:00Z")],
            TakeAll().Select(job => (job.Type, job.Json.GetProperty("created_at").GetString()!)));
    }

    [Fact]
    public void A_day_matches_one_of_two_restricted_fields_as_in_crontab()
    {
        var times = CronSchedule.Parse("0 0 13 * FRI", TimeZoneInfo.Utc);

        Assert.Equal(Utc("2026-01-02T00:00"), times.NextAfter(Utc("2026-01-01T00:00")));
        Assert.Equal(Utc("2026-01-13T00:00"), times.NextAfter(Utc("2026-01-09T00:00")));
    }

    [Fact]
    public void What_came_due_while_the_server_was_down_is_skipped()
    {
        Configure(Entry(EveryMinute));
        _engine.Advance(TimeSpan.FromSeconds(90));
        Assert.Single(TakeAll());

        Restart(TimeSpan.FromMinutes(5), Entry(EveryMinute));
        _engine.Tick();

        Assert.Empty(TakeAll());
        _engine.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(TakeAll());
    }

    [Fact]
    public void A_restart_in_the_very_instant_neither_repeats_nor_loses_a_tick()
    {
        Configure(Entry(EveryMinute));
        _engine.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(TakeAll());

        Restart(TimeSpan.Zero, Entry(EveryMinute));
        _engine.Tick();
        Assert.Empty(TakeAll());

        Restart(TimeSpan.FromMinutes(1), Entry(EveryMinute));
        _engine.Tick();
        Assert.Single(TakeAll());
    }

    [Fact]
    public void The_push_and_its_mark_are_in_one_group_so_that_a_lost_one_is_done_again_by_the_engine_that_takes_over()
    {
        var engine = new EngineDriver { CommitsAtOnce = false };
        Configure(engine, Entry(EveryMinute));
        engine.Commit();
        engine.Advance(TimeSpan.FromMinutes(1));
        var lost = engine.Engine.TakeChanges();

        var successor = new StateMachine(new EngineOptions());
        engine.Store.Load(successor);
        successor.FinishLoading(engine.Now.AddSeconds(10), isNewProcess: false, [Entry(EveryMinute)]);
        Apply(successor, new TickCommand(), engine.Now.AddSeconds(10));

        Assert.Single(lost.JobInserts);
        Assert.Single(lost.EntryWrites, write => write.Key.StartsWith(CronTable.KeyPrefix, StringComparison.Ordinal));
        Assert.Single(successor.TakeChanges().JobInserts);
    }

    [Fact]
    public void What_came_due_while_the_engine_was_held_up_is_made_up_for_by_one_job()
    {
        Configure(Entry(EveryMinute));

        _engine.MoveClock(_engine.Now.AddMinutes(10));
        _engine.Tick();

        Assert.Single(TakeAll());
        _engine.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(TakeAll());
    }

    [Fact]
    public void A_clock_that_was_set_back_over_a_restart_repeats_nothing()
    {
        Configure(Entry(EveryMinute));
        _engine.Advance(TimeSpan.FromHours(1));
        Assert.Equal(60, TakeAll().Count);

        Restart(TimeSpan.FromMinutes(-30), Entry(EveryMinute));
        _engine.Advance(TimeSpan.FromMinutes(30));
        Assert.Empty(TakeAll());

        _engine.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(TakeAll());
    }

    [Fact]
    public void A_clock_that_was_wrong_by_years_does_not_silence_an_entry()
    {
        Configure(Entry(EveryMinute));
        _engine.MoveClock(_engine.Now.AddYears(10));
        _engine.Tick();
        TakeAll();

        Restart(TimeSpan.FromDays(-3650), Entry(EveryMinute));
        _engine.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(TakeAll());
    }

    [Fact]
    public void A_reload_leaves_unchanged_entries_as_they_are_and_writes_nothing_for_them()
    {
        var commits = 0;
        var engine = new EngineDriver { OnCommit = _ => commits++ };
        Configure(engine, Entry("*/10 * * * *"));
        engine.Advance(TimeSpan.FromMinutes(12));
        var (before, next) = (commits, engine.Engine.NextCron);

        Configure(engine, Entry("*/10 * * * *"));
        engine.Tick();

        Assert.Equal(before, commits);
        Assert.Equal(next, engine.Engine.NextCron);
    }

    [Fact]
    public void A_reload_in_the_instant_of_a_tick_does_not_lose_it()
    {
        Configure(Entry("*/10 * * * *"));
        _engine.MoveClock(_engine.Now.AddMinutes(10));

        Configure(Entry("*/7 * * * *"));

        Assert.Single(TakeAll());
    }

    [Fact]
    public void A_new_schedule_counts_from_the_reload()
    {
        Configure(Entry("0 * * * *"));
        _engine.Advance(TimeSpan.FromMinutes(32));

        Configure(Entry("*/5 * * * *"));
        _engine.Tick();

        Assert.Empty(TakeAll());
        _engine.Advance(TimeSpan.FromMinutes(3));
        Assert.Single(TakeAll());
    }

    [Fact]
    public void An_entry_that_is_gone_pushes_nothing_more_and_leaves_nothing_behind()
    {
        Configure(Entry(EveryMinute));
        Assert.Contains(_engine.Store.Entries.Keys, key => key.StartsWith(CronTable.KeyPrefix, StringComparison.Ordinal));

        Configure();
        _engine.Advance(TimeSpan.FromMinutes(5));
        Configure(Entry(EveryMinute));
        _engine.Tick();
        Configure();

        Assert.Empty(TakeAll());
        Assert.Null(_engine.Engine.NextCron);
        Assert.DoesNotContain(_engine.Store.Entries.Keys, key => key.StartsWith(CronTable.KeyPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public void A_unique_job_that_is_there_already_is_skipped_and_noted()
    {
        Configure(Entry(EveryMinute, """{"jobtype":"work","custom":{"unique_for":600}}"""));

        _engine.Advance(TimeSpan.FromMinutes(3));

        var job = Assert.Single(TakeAll(acknowledge: false));
        Assert.Equal(
            [EngineNoticeKind.CronNotUnique, EngineNoticeKind.CronNotUnique],
            _engine.Engine.Notices.Select(notice => notice.Kind));
        _engine.Ack(job.Jid);
        _engine.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(TakeAll());
    }

    [Fact]
    public void A_full_server_skips_what_is_due_and_goes_on_with_the_next()
    {
        Configure(Entry(EveryMinute));
        _engine.MoveClock(_engine.Now.AddMinutes(1));

        _engine.Send(new TickCommand { IsFull = true });
        _engine.Tick();

        Assert.Empty(TakeAll());
        Assert.Equal("server is full", Assert.Single(_engine.Engine.Notices).Reason);
        _engine.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(TakeAll());
    }

    [Fact]
    public void The_life_of_an_expiring_job_counts_from_its_push()
    {
        Configure(Entry(EveryMinute, """{"jobtype":"work","custom":{"expires_in":90}}"""));

        _engine.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(
            ["2026-01-01T00:03:30Z", "2026-01-01T00:04:30Z"],
            TakeAll().Select(job => job.Json.GetProperty("custom").GetProperty("expires_at").GetString()));
    }

    [Fact]
    public void FLUSH_removes_jobs_and_not_the_entries()
    {
        Configure(Entry(EveryMinute));
        _engine.Advance(TimeSpan.FromMinutes(1));

        _engine.Send(new FlushCommand(new Session()));

        Assert.Empty(TakeAll());
        Assert.Contains(_engine.Store.Entries.Keys, key => key.StartsWith(CronTable.KeyPrefix, StringComparison.Ordinal));
        _engine.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(TakeAll());
    }

    [Theory]
    [InlineData("61 * * * *", "Minutes")]
    [InlineData("* * * *", "invalid format")]
    [InlineData("", "invalid format")]
    [InlineData("@every 5m", "invalid format")]
    [InlineData("H * * * *", "H is not supported")]
    [InlineData("0 0 30 2 *", "never comes")]
    public void What_is_no_schedule_says_why(string text, string reason)
    {
        var error = Assert.ThrowsAny<FormatException>(() => CronSchedule.Parse(text, TimeZoneInfo.Utc));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static CronEntry Entry(string schedule, string job = """{"jobtype":"work"}""", string key = "name/test", string zone = "UTC")
    {
        var parsed = CronJobParser.Parse(Encoding.UTF8.GetBytes(job), out var error);
        Assert.Null(error);
        return new CronEntry(key, "test", CronSchedule.Parse(schedule, TimeZoneInfo.FindSystemTimeZoneById(zone)), parsed!);
    }

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static void Apply(StateMachine engine, Command command, DateTime now)
    {
        command.Now = now;
        engine.Apply(command);
    }

    private static void Configure(EngineDriver engine, params CronEntry[] entries) => engine.Send(new ConfigureCronCommand(entries));

    private void Configure(params CronEntry[] entries) => Configure(_engine, entries);

    private void Restart(TimeSpan downtime, params CronEntry[] entries)
    {
        _engine.Cron = entries;
        _engine.Restart(downtime);
    }

    private List<FetchedJob> TakeAll(bool acknowledge = true)
    {
        var jobs = new List<FetchedJob>();
        while (_engine.Fetch() is { } job)
        {
            jobs.Add(job);
            if (acknowledge)
            {
                _engine.Ack(job.Jid);
            }
        }

        return jobs;
    }
}
