using System.Text;
using System.Text.Json;
using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>Tracked jobs (BEHAVIOUR 4.3).</summary>
public sealed class TrackingTests
{
    private readonly EngineDriver _engine = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_state_of_a_live_job_is_known_also_after_a_restart(bool restarts)
    {
        _engine.Push(Tracked("tracked1", retry: 1));
        Assert.Equal("enqueued", StateOf("tracked1", restarts));
        _engine.Take();
        Assert.Equal("working", StateOf("tracked1", restarts));
        _engine.Requeue("tracked1");
        Assert.Equal("enqueued", StateOf("tracked1", restarts));
        _engine.Take();
        _engine.Fail("tracked1");
        Assert.Equal("failed", StateOf("tracked1", restarts));
        _engine.Mutate(MutateOperation.Requeue, JobState.Retrying);
        Assert.Equal("enqueued", StateOf("tracked1", restarts));
        _engine.Take();
        _engine.Fail("tracked1");
        Assert.Equal("dead", StateOf("tracked1", restarts));
        _engine.Mutate(MutateOperation.Requeue, JobState.Dead);
        _engine.Ack(_engine.Take().Jid);
        Assert.Equal("success", StateOf("tracked1", restarts: false));
    }

    [Fact]
    public void A_job_that_is_scheduled_counts_as_enqueued_and_one_that_fails_without_retry_as_failed()
    {
        _engine.Push(Drafts.Job("scheduled", at: _engine.Now.AddMinutes(5), custom: "\"track\":1"));
        Assert.Equal("enqueued", StateOf("scheduled"));
        _engine.Push(Tracked("noretry1", retry: 0));
        _engine.Take();
        _engine.Fail("noretry1");
        Assert.Equal("failed", StateOf("noretry1"));
    }

    [Theory]
    [InlineData("\"track\":0")]
    [InlineData("\"track\":false")]
    [InlineData("\"track\":\"1\"")]
    [InlineData(null)]
    public void A_job_that_is_not_tracked_is_unknown_whatever_is_set(string? custom)
    {
        _engine.Push(Drafts.Job("untracked", custom: custom));
        Set("untracked", percent: 33);

        Assert.Equal("""{"jid":"untracked","state":"unknown","updated_at":""}""", Text("untracked"));
    }

    [Fact]
    public void Percent_and_desc_keep_what_was_set_last_also_after_success()
    {
        _engine.Push(Tracked("tracked1"));
        Set("tracked1", percent: 33);
        Set("tracked1", desc: "half way");
        _engine.Ack(_engine.Take().Jid);

        Assert.Equal("""{"jid":"tracked1","state":"success","updated_at":"2026-01-01T00:00:00Z","percent":33,"desc":"half way"}""", Text("tracked1"));
        Set("tracked1", percent: 100);
        Assert.Equal(100, Get("tracked1").GetProperty("percent").GetInt32());
    }

    [Fact]
    public void A_record_lives_for_half_an_hour_after_its_last_change_and_no_timer_is_left()
    {
        _engine.Push(Tracked("tracked1"));
        _engine.Ack(_engine.Take().Jid);
        _engine.Advance(TimeSpan.FromMinutes(20));
        Set("tracked1", percent: 1);
        _engine.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal("success", StateOf("tracked1"));

        _engine.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("unknown", StateOf("tracked1"));
        _engine.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(_engine.Engine.NextTick);
    }

    [Fact]
    public void A_job_that_waited_for_too_long_is_known_again_when_something_happens_to_it()
    {
        _engine.Push(Tracked("tracked1"));
        _engine.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("unknown", StateOf("tracked1", restarts: true));

        Set("tracked1", percent: 1);
        Assert.Equal("enqueued", StateOf("tracked1"));
        _engine.Take();
        Assert.Equal("working", StateOf("tracked1"));
    }

    [Theory]
    [InlineData("\"track\":1")]
    [InlineData(null)]
    public void A_reservation_is_only_made_longer(string? custom)
    {
        _engine.Push(Drafts.Job("working1", reserveFor: 60, custom: custom));
        _engine.Take();
        Set("working1", until: _engine.Now.AddMinutes(10));
        Set("working1", until: _engine.Now.AddMinutes(1));
        _engine.Restart();

        _engine.Advance(TimeSpan.FromSeconds(599));
        Assert.Equal(JobState.Working, Assert.Single(_engine.Store.Jobs.Values).State);
        _engine.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(JobState.Retrying, Assert.Single(_engine.Store.Jobs.Values).State);
    }

    [Fact]
    public void A_tracked_callback_and_an_expired_job_tell_their_state()
    {
        var bid = _engine.New(complete: Drafts.Callback(jid: "callback1", queue: "callbacks", custom: "{\"track\":1}"));
        _engine.Push(Drafts.Job("expired1", bid, custom: "\"track\":1,\"expires_at\":\"2020-01-01T00:00:00Z\""));
        _engine.CommitBatch(bid);
        Assert.Equal("unknown", StateOf("callback1"));

        Assert.Null(_engine.Fetch());

        Assert.Equal("failed", StateOf("expired1"));
        Assert.Equal("enqueued", StateOf("callback1", restarts: true));
    }

    [Fact]
    public void Flush_forgets_what_was_tracked()
    {
        _engine.Push(Tracked("tracked1"));
        _engine.Send(new FlushCommand(new Session()));

        Assert.Equal("unknown", StateOf("tracked1"));
    }

    private static JobDraft Tracked(string jid, int retry = 25) => Drafts.Job(jid, retry: retry, custom: "\"track\":1");

    private void Set(string jid, int? percent = null, string? desc = null, DateTime? until = null) =>
        Assert.Same(Reply.Ok, _engine.Send(new TrackSetCommand(new Session(), jid) { Percent = percent, Description = desc, ReserveUntil = until }));

    private string Text(string jid) =>
        Encoding.UTF8.GetString(Assert.IsType<BulkReply>(_engine.Send(new TrackGetCommand(new Session(), jid))).Payload.Span);

    private JsonElement Get(string jid) => JsonDocument.Parse(Text(jid)).RootElement;

    private string? StateOf(string jid, bool restarts = false)
    {
        if (restarts)
        {
            _engine.Restart();
        }

        return Get(jid).GetProperty("state").GetString();
    }
}
