using Faktory.Server.Engine;
using Faktory.Server.Hosting;
using Faktory.Server.Tests.Engine;

namespace Faktory.Server.Tests.Hosting;

public sealed class HeapKeeperTests
{
    private readonly EngineDriver _driver = new() { CommitsAtOnce = false };
    private readonly FakeMemory _memory = new() { CommittedBytes = HeapKeeper.SmallHeapAtWorkBytes };

    [Fact]
    public void Once_idle_a_server_whose_jobs_are_gone_gives_their_memory_back_once()
    {
        var keeper = new HeapKeeper(_memory);
        Process(HeapKeeper.FewestReleased);

        keeper.OnIdle(_driver.Engine);
        keeper.OnIdle(_driver.Engine);

        Assert.Equal((1, 0), (_memory.TimesGivenBack, _memory.Reclaims));
    }

    [Fact]
    public void Dropped_members_count_as_jobs_do()
    {
        var keeper = new HeapKeeper(_memory);
        var bid = _driver.New(success: Drafts.Callback());
        Process(HeapKeeper.FewestReleased / 2, bid);
        _driver.CommitBatch(bid);
        _driver.Ack(_driver.Take().Jid);
        keeper.OnIdle(_driver.Engine);
        Assert.Equal(0, _memory.TimesGivenBack);

        _driver.Advance(TimeSpan.FromDays(2));
        keeper.OnIdle(_driver.Engine);

        Assert.Equal(1, _memory.TimesGivenBack);
    }

    [Theory]
    [InlineData(HeapKeeper.FewestReleased - 1, HeapKeeper.SmallHeapBytes)]
    [InlineData(HeapKeeper.FewestReleased, HeapKeeper.SmallHeapBytes - 1)]
    public void For_little_an_idle_server_does_nothing(int jobs, long heap)
    {
        _memory.CommittedBytes = heap;
        var keeper = new HeapKeeper(_memory);
        Process(jobs);

        keeper.OnIdle(_driver.Engine);

        Assert.Equal((0, 0), (_memory.TimesGivenBack, _memory.Reclaims));
    }

    [Fact]
    public void A_server_that_holds_many_jobs_does_not_stand_still_for_the_fewer_that_are_gone()
    {
        var keeper = new HeapKeeper(_memory);
        Push(HeapKeeper.MostToMove + 1, "waiting", null);
        Process(HeapKeeper.FewestReleased);

        keeper.OnIdle(_driver.Engine);
        Assert.Equal((0, 0), (_memory.TimesGivenBack, _memory.Reclaims));

        Process(HeapKeeper.FewestReleased + 1);
        keeper.OnIdle(_driver.Engine);
        Assert.Equal((0, 1), (_memory.TimesGivenBack, _memory.Reclaims));
    }

    [Theory]
    [InlineData(HeapKeeper.SmallHeapAtWorkBytes, 1)]
    [InlineData(HeapKeeper.SmallHeapAtWorkBytes - 1, 0)]
    public void A_server_at_work_collects_in_the_background_and_never_stands_still(long heap, int reclaims)
    {
        _memory.CommittedBytes = heap;
        var keeper = new HeapKeeper(_memory);

        for (var group = 0; group < 4; group++)
        {
            Process(HeapKeeper.FewestReleasedAtWork / 4);
            keeper.OnCommit(_driver.Engine);
        }

        Assert.Equal((0, reclaims), (_memory.TimesGivenBack, _memory.Reclaims));
    }

    private void Process(int jobs, string? bid = null)
    {
        Push(jobs, "done", bid);
        for (var job = 0; job < jobs; job++)
        {
            _driver.Send(new FetchCommand(new Session(), ["done"]));
            _driver.Ack($"done-{job:000000}");
        }

        _driver.Engine.TakeChanges();
    }

    private void Push(int jobs, string queue, string? bid)
    {
        for (var job = 0; job < jobs; job++)
        {
            _driver.Push(Drafts.Job($"{queue}-{job:000000}", bid, queue));
        }

        // Nobody restarts it, so that the rows need not be kept.
        _driver.Engine.TakeChanges();
    }
}
