using CsCheck;

namespace Faktory.Server.Tests.Engine;

/// <summary>LESSONS 3: the last ACK races the commit and the re-opening; exactly one of them fires, never none.</summary>
public sealed class CommitRaceTests
{
    /// <summary>Which of the three goes on, again and again; what is over is skipped.</summary>
    private static readonly Gen<(int Members, bool BothKinds, int RestartAt, byte[] Turns)> Races =
        Gen.Select(Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 80], Gen.Byte.Array[24]);

    [Fact]
    public void Lesson_3_in_100_000_interleavings_of_commit_last_ack_and_reopening_exactly_one_fires() =>
        Races.Sample(race => Run(race.Members, race.BothKinds, race.RestartAt, race.Turns), iter: 100_000);

    private static void Run(int members, bool bothKinds, int restartAt, byte[] turns)
    {
        var engine = new EngineDriver { CommitsAtOnce = false };
        var bid = engine.New(
            success: Drafts.Callback("success", queue: "callbacks"),
            complete: bothKinds ? Drafts.Callback("complete", queue: "callbacks") : null);
        var race = new Race(engine, bid, members);
        List<IEnumerator<bool>> actors = [race.Build().GetEnumerator(), race.Work().GetEnumerator(), race.Reopen().GetEnumerator()];
        for (var turn = 0; actors.Count > 0; turn++)
        {
            if (turn == restartAt)
            {
                engine.Restart();
            }

            var actor = actors[(turns[turn % turns.Length] + (turn / turns.Length)) % actors.Count];
            if (!actor.MoveNext())
            {
                actors.Remove(actor);
            }

            Assert.Equal(race.IsDue ? "1" : "", bothKinds ? engine.Status(bid).Complete : engine.Status(bid).Success);
        }

        var fired = new List<string>();
        while (engine.Fetch("callbacks") is { } callback)
        {
            fired.Add(callback.Type);
            engine.Ack(callback.Jid);
        }

        Assert.Equal(bothKinds ? ["complete", "success"] : ["success"], fired);
        Assert.Equal(0, engine.Status(bid).Pending);
    }

    private sealed class Race(EngineDriver engine, string bid, int members)
    {
        private int _unsettled;
        private bool _isCommitted;
        private bool _isBuilt;

        /// <summary>Latched: once due, the callback is enqueued.</summary>
        public bool IsDue { get; private set; }

        public IEnumerable<bool> Build()
        {
            for (var i = 0; i < members; i++)
            {
                Push($"member-{i}");
                yield return true;
            }

            Commit();
            _isBuilt = true;
            yield return true;
        }

        public IEnumerable<bool> Work()
        {
            while (!_isBuilt || _unsettled > 0)
            {
                var job = engine.Fetch();
                yield return true;
                if (job is null)
                {
                    continue;
                }

                if (job.Jid == "member-0")
                {
                    engine.Open(bid);
                    yield return true;
                    Push("added-by-0");
                    yield return true;
                    Commit();
                    yield return true;
                }

                engine.Ack(job.Jid);
                _unsettled--;
                Evaluate();
                yield return true;
            }
        }

        public IEnumerable<bool> Reopen()
        {
            engine.Open(bid);
            yield return true;
            if (!IsDue)
            {
                Push("from-outside");
                yield return true;
            }

            Commit();
            yield return true;
        }

        private void Push(string jid)
        {
            Assert.Null(engine.Push(jid, bid));
            _unsettled++;
        }

        private void Commit()
        {
            engine.CommitBatch(bid);
            _isCommitted = true;
            Evaluate();
        }

        private void Evaluate() => IsDue |= _isCommitted && _unsettled == 0;
    }
}
