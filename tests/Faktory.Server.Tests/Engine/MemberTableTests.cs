using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

public sealed class MemberTableTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(3000)]
    [InlineData(200_000)]
    public void It_holds_what_a_dictionary_would_hold(int members)
    {
        var (table, model, random) = (new MemberTable(), new Dictionary<JobHash, MemberState>(), new Random(members));

        for (var change = 0; change < members * 2; change++)
        {
            var job = JobHash.Of($"member-{random.Next(members)}");
            var state = (MemberState)random.Next(3);
            MemberState? before = model.TryGetValue(job, out var known) ? known : null;
            Assert.Equal(before, table.Set(job, state));
            model[job] = state;
        }

        Assert.All(model, pair => Assert.Equal(pair.Value, table.Find(pair.Key)));
        Assert.Null(table.Find(JobHash.Of("stranger")));
        Assert.Equal(
            model.Where(pair => pair.Value != MemberState.Settled).Select(pair => pair.Key).ToHashSet(),
            table.Where(state => state != MemberState.Settled).ToHashSet());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Hashes_that_agree_in_one_half_are_told_apart(bool sameHigh, bool sameLow)
    {
        const ulong count = 3000;
        var table = new MemberTable();
        for (var number = 1UL; number <= count; number++)
        {
            table.Set(Hash(number), (MemberState)(number % 3));
        }

        for (var number = 1UL; number <= count; number++)
        {
            Assert.Equal((MemberState)(number % 3), table.Find(Hash(number)));
        }

        Assert.Null(table.Find(Hash(count + 1)));

        JobHash Hash(ulong number) => new(sameHigh ? 7 : number, sameLow ? 7 : number << 40);
    }
}
