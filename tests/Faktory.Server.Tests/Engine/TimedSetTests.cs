using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

public sealed class TimedSetTests
{
    private static readonly JobQueue Queue = new("default");

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(20_000)]
    public void Jobs_leave_by_their_time_and_then_by_their_position_whichever_were_removed(int jobs)
    {
        var (set, random) = (new TimedSet(), new Random(jobs));
        var times = new Dictionary<JobEntry, DateTime>();
        for (var position = 0; position < jobs; position++)
        {
            var entry = new JobEntry { Id = position, Hash = default, Payload = [], Queue = Queue, Position = position };
            times[entry] = EngineDriver.Start.AddSeconds(random.Next(jobs / 2));
            set.Add(entry, times[entry]);
        }

        foreach (var entry in times.Keys.Where(entry => entry.Position % 3 == 1).ToList())
        {
            set.Remove(entry);
            times.Remove(entry);
            Assert.Equal(-1, entry.HeapIndex);
        }

        Assert.All(times, pair => Assert.Equal(pair.Value, set.DueAt(pair.Key)));
        Assert.Equal(times.Keys.ToHashSet(), set.Entries.ToHashSet());
        foreach (var (entry, dueAt) in times.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key.Position))
        {
            Assert.Equal(new TimedEntry(dueAt, entry), set.First);
            set.Remove(entry);
        }

        Assert.Null(set.First);
    }
}
