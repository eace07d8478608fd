using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>MUTATE with a pattern over the whole job (BEHAVIOUR 2.9).</summary>
public sealed class MutationPatternTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void A_pattern_looks_at_the_arguments()
    {
        Schedule(Drafts.Job("job-alice", args: "[\"alice\"]", at: _engine.Now.AddHours(1)), Drafts.Job("job-berta", args: "[\"bob\"]", at: _engine.Now.AddHours(1)));

        Discard(JobState.Scheduled, null, "*\"bob\"*");

        Assert.Equal("job-alice", Assert.Single(_engine.Store.JobIds.Values));
    }

    [Fact]
    public void A_pattern_without_stars_must_be_the_whole_job()
    {
        Schedule(Drafts.Job("job-alice", at: _engine.Now.AddHours(1)));

        Discard(JobState.Scheduled, null, "job-alice");
        Assert.Single(_engine.Store.Jobs);
        Discard(JobState.Scheduled, null, "{*\"jid\":\"job-a[^b]ice\"*}");

        Assert.Empty(_engine.Store.Jobs);
    }

    [Fact]
    public void A_pattern_stands_beside_a_type_and_behind_job_ids()
    {
        Schedule(
            Drafts.Job("job-mail-1", type: "mail", at: _engine.Now.AddHours(1)),
            Drafts.Job("job-mail-2", type: "mail", at: _engine.Now.AddHours(1)),
            Drafts.Job("job-post-1", type: "post", at: _engine.Now.AddHours(1)));

        Discard(JobState.Scheduled, "mail", "*job-????-1*");
        Assert.Equal(["job-mail-2", "job-post-1"], _engine.Store.JobIds.Values.Order(StringComparer.Ordinal));
        _engine.Send(new MutateCommand(new Session(), MutateOperation.Discard, JobState.Scheduled, new MutateFilter(["job-post-1"], null, "*nothing*")));

        Assert.Equal("job-mail-2", Assert.Single(_engine.Store.JobIds.Values));
    }

    [Fact]
    public void A_pattern_sees_the_failure_as_a_worker_would()
    {
        foreach (var message in new[] { "timeout", "refused" })
        {
            _engine.Push($"job-{message}");
            _engine.Fail(_engine.Take().Jid, message);
        }

        _engine.Send(new MutateCommand(new Session(), MutateOperation.Requeue, JobState.Retrying, new MutateFilter([], null, "*\"enqueued_at\":\"2026*\"message\":\"refused\"*}")));

        Assert.Equal("job-refused", _engine.Take().Jid);
        Assert.Null(_engine.Fetch());
    }

    [Fact]
    public void A_pattern_over_many_or_large_jobs_works_in_slices_and_over_a_restart()
    {
        var engine = new EngineDriver { CommitsAtOnce = false };
        var large = $"[\"{new string('x', 4_000)}\"]";
        for (var i = 0; i < 3_000; i++)
        {
            engine.Push(Drafts.Job($"job-{i:00000}", args: large, at: engine.Now.AddHours(1)));
        }

        engine.Commit();
        engine.Send(new MutateCommand(new Session(), MutateOperation.Discard, JobState.Scheduled, new MutateFilter([], null, "*job-???[02468]*")));
        engine.Send(new MutateCommand(new Session(), MutateOperation.Kill, JobState.Scheduled, new MutateFilter([], null, "*job-???[13579]?\"*")));
        engine.Commit();
        Assert.InRange(engine.Store.Jobs.Count, 2_000, 2_900);

        engine.Restart();
        engine.Tick();
        engine.Commit();

        Assert.Equal(1_500, engine.Store.Jobs.Count);
        Assert.All(engine.Store.Jobs.Values, row => Assert.Equal(JobState.Dead, row.State));
    }

    private void Schedule(params JobDraft[] drafts)
    {
        foreach (var draft in drafts)
        {
            Assert.Null(_engine.Push(draft));
        }
    }

    private void Discard(JobState target, string? jobType, string pattern) =>
        _engine.Send(new MutateCommand(new Session(), MutateOperation.Discard, target, new MutateFilter([], jobType, pattern)));
}
