using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

public sealed class RowListTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public void Rows_come_back_in_their_order(int count)
    {
        var rows = new RowList<int>();

        rows.AddRange(Enumerable.Range(0, count));

        Assert.Equal(count, rows.Count);
        Assert.Equal(Enumerable.Range(0, count), rows);
        Assert.Equal(Enumerable.Range(0, count), Enumerable.Range(0, count).Select(index => rows[index]));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows[count]);
    }
}
