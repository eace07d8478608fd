namespace Faktory.Worker.Tests.Fetching;

public sealed class QueueListTests
{
    [Fact]
    public void C_104_Queues_without_weights_keep_their_order()
    {
        var queues = QueueList.Parse("critical, orders,default", new Random(1));

        Assert.Equal(["critical", "orders", "default"], queues.Next());
        Assert.Equal(["critical", "orders", "default"], queues.Next());
    }

    [Fact]
    public void C_104_Weighted_queues_come_first_in_proportion_to_their_weights_and_each_is_named_once()
    {
        var queues = QueueList.Parse("a:3, b:2, c:1", new Random(20));
        var first = new Dictionary<string, int>();
        for (var draw = 0; draw < 6_000; draw++)
        {
            var order = queues.Next();
            Assert.Equal(["a", "b", "c"], order.Order());
            first[order[0]] = first.GetValueOrDefault(order[0]) + 1;
        }

        Assert.InRange(first["a"], 2_800, 3_200);
        Assert.InRange(first["b"], 1_800, 2_200);
        Assert.InRange(first["c"], 800, 1_200);
    }

    [Theory]
    [InlineData("a:1, b", "some queues have a weight")]
    [InlineData("a, a", "named twice")]
    [InlineData("a:0", "no positive whole number")]
    [InlineData("a:many", "no positive whole number")]
    [InlineData("a b", "no queue name")]
    [InlineData("", "no queue name")]
    [InlineData("a,", "no queue name")]
    public void Anything_else_is_refused_with_the_reason(string text, string reason)
    {
        var exception = Assert.Throws<FormatException>(() => QueueList.Parse(text, new Random(1)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}
