using CsCheck;

namespace Faktory.Client.Tests.Batches;

public sealed class JobIdSeriesTests
{
    [Fact]
    public void Any_jobs_in_any_order_get_the_same_ids_each_its_own() =>
        Gen.Select(Gen.Int[0, 5].Array[0, 40], Gen.Int).Sample((numbers, seed) =>
        {
            var shuffled = numbers.ToArray();
            new Random(seed).Shuffle(shuffled);
            var ids = Ids("b-1", numbers);
            return ids.Distinct().Count() == numbers.Length
                && ids.Order().SequenceEqual(Ids("b-1", shuffled).Order())
                && !ids.Intersect(Ids("b-2", numbers)).Any();
        });

    [Fact]
    public void Ids_are_long_enough_and_of_few_characters() =>
        Assert.Matches("^[A-Za-z0-9_-]{24}$", Ids("b-1", [1]).Single());

    private static string[] Ids(string seed, int[] numbers)
    {
        var series = new JobIdSeries(seed);
        return [.. numbers.Select(number => series.Next("T", Job.Create("T", number).Args))];
    }
}
