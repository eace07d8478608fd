using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

public sealed class JobIndexTests
{
    private static readonly JobQueue Queue = new("default");

    private readonly JobIndex _index = new();

    [Theory]
    [InlineData(100)]
    [InlineData(1024)]
    [InlineData(5000)]
    [InlineData(70_000)]
    public void It_finds_every_job_while_it_grows_and_shrinks(int jobs)
    {
        var random = new Random(jobs);
        var entries = Enumerable.Range(0, jobs).Select(number => Entry(JobHash.Of($"job-{number}"))).ToArray();
        foreach (var entry in entries)
        {
            _index.Add(entry);
            Assert.Same(entry, _index.First(entry.Hash));
        }

        Assert.All(entries, entry => Assert.Same(entry, _index.First(entry.Hash)));
        random.Shuffle(entries);
        for (var gone = 0; gone < jobs; gone++)
        {
            _index.Remove(entries[gone]);
            Assert.False(_index.Contains(entries[gone].Hash));

            // One of those that are left, and all of them now and then.
            Assert.True(gone + 1 == jobs || _index.Contains(entries[random.Next(gone + 1, jobs)].Hash));
            Assert.True(gone % (jobs / 5) != 0 || entries.Skip(gone + 1).All(entry => _index.First(entry.Hash) == entry));
        }

        Assert.Equal(0, _index.Count);
    }

    [Fact]
    public void Entries_of_one_id_stay_together_while_others_come_and_go()
    {
        var hash = JobHash.Of("job-again");
        JobEntry[] same = [Entry(hash), Entry(hash), Entry(hash)];
        JobEntry[] others = [.. Enumerable.Range(0, 20_000).Select(number => Entry(JobHash.Of($"job-{number}")))];
        Array.ForEach(same, _index.Add);
        Array.ForEach(others, _index.Add);
        Assert.Equal(same.ToHashSet(), Found(hash));

        Array.ForEach(others, _index.Remove);
        Assert.Equal(same.ToHashSet(), Found(hash));

        _index.Remove(same[1]);
        Assert.Equal([same[0], same[2]], Found(hash));
    }

    private HashSet<JobEntry> Found(JobHash hash)
    {
        var found = new HashSet<JobEntry>();
        for (var entry = _index.First(hash); entry is not null; entry = JobIndex.After(entry))
        {
            Assert.True(found.Add(entry));
        }

        return found;
    }

    private static JobEntry Entry(JobHash hash) => new() { Id = 1, Hash = hash, Payload = [], Queue = Queue };
}
