using System.Text;
using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>DESIGN rule 8, on the real heap.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class WaitingJobMemoryTests
{
    private const int Jobs = 100_000;

    /// <summary>What a batch may keep for each settled member, and so for each one (DESIGN, batches in the engine).</summary>
    private const int MemberBytes = 40;

    /// <summary>What the others may take is less than the 200 of the rule, so that a million members have the room they need.</summary>
    [Theory]
    [InlineData(false, false, 168)]
    [InlineData(true, false, 168 + MemberBytes)]
    [InlineData(false, true, 200)]
    public void A_waiting_job_takes_no_more_than_its_payload_and_the_bytes_allowed(bool isMember, bool isScheduled, int allowed)
    {
        var engine = Engine();
        var bid = isMember ? New(engine) : null;
        var payloads = 0L;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var number = 0; number < Jobs; number++)
        {
            payloads += Push(engine, number, bid, isScheduled ? EngineDriver.Start.AddHours(1) : null);
        }

        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before - payloads) / Jobs;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes:0} bytes beyond a payload of {payloads / Jobs}.");
        Assert.InRange(bytes, 0, allowed);
        Assert.Equal(Jobs, engine.Jobs);
    }

    [Fact]
    public void A_loaded_job_takes_no_more_than_a_pushed_one()
    {
        var engine = Engine();
        var payloads = 0L;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var number = 0; number < Jobs; number++)
        {
            var payload = Draft(number, null).Payload;
            payloads += payload.Length;
            engine.OnJob(new JobRow { Id = number + 1, State = JobState.Enqueued, Queue = "default", Position = number + 1, Payload = payload });
        }

        engine.FinishLoading(EngineDriver.Start, isNewProcess: true);

        Assert.InRange((double)(GC.GetTotalMemory(forceFullCollection: true) - before - payloads) / Jobs, 0, 200);
        Assert.Equal(Jobs, engine.Jobs);
    }

    [Fact]
    public void A_finished_batch_keeps_no_more_of_a_member_than_the_bytes_allowed()
    {
        var engine = Engine();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var bid = New(engine);
        for (var number = 0; number < Jobs; number++)
        {
            Push(engine, number, bid);
        }

        for (var number = 0; number < Jobs; number++)
        {
            Apply(engine, new FetchCommand(new Session(), ["default"]));
            Apply(engine, new AckCommand(new Session(), JobHash.Of(Jid(number))));
        }

        // The ring of settled jobs, which is there once, has the size of this batch.
        var ring = SettledRing.Capacity * 100L;
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, ((long)Jobs * MemberBytes) + ring);
        Assert.Equal(0, engine.Jobs);
    }

    private static StateMachine Engine()
    {
        var engine = new StateMachine(new EngineOptions());
        engine.FinishLoading(EngineDriver.Start, isNewProcess: true);
        return engine;
    }

    private static string New(StateMachine engine)
    {
        var command = new BatchNewCommand(new Session(), new BatchDraft { Success = Drafts.Callback() });
        Apply(engine, command);
        return Encoding.UTF8.GetString(((BulkReply)command.Reply!).Payload.Span);
    }

    private static int Push(StateMachine engine, int number, string? bid, DateTime? at = null)
    {
        var draft = Draft(number, bid, at);
        Apply(engine, new PushCommand(new Session(), draft));
        return draft.Payload.Length;
    }

    /// <summary>A group of its own, which nobody keeps.</summary>
    private static void Apply(StateMachine engine, Command command)
    {
        command.Now = EngineDriver.Start;
        engine.Apply(command);
        engine.Answered.Clear();
        engine.TakeChanges();
    }

    private static JobDraft Draft(int number, string? bid, DateTime? at = null) => Drafts.Job(Jid(number), bid, at: at, args: $"[\"{new string('x', 150)}\"]");

    private static string Jid(int number) => $"member-{number:00000000}";
}
