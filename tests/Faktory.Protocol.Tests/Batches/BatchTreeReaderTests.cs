using System.Text;

namespace Faktory.Protocol.Tests.Batches;

public sealed class BatchTreeReaderTests
{
    private static byte[] Page(string? next, params IEnumerable<(string Bid, string? Parent)> batches) =>
        Encoding.UTF8.GetBytes("{\"batches\":["
            + string.Join(',', batches.Select(batch => $"{{\"bid\":\"{batch.Bid}\",\"parent_bid\":{(batch.Parent is { } parent ? $"\"{parent}\"" : "null")}}}"))
            + (next is null ? "]}" : $"],\"next\":\"{next}\"}}"));

    [Fact]
    public void Pages_become_one_tree_in_order()
    {
        var reader = new BatchTreeReader();

        Assert.Equal("b-2", reader.AddPage(Page("b-2", ("b-0", "b-above"), ("b-1", "b-0"), ("b-2", "b-1"))));
        Assert.Null(reader.AddPage(Page(null, ("b-3", "b-1"), ("b-4", "b-0"))));

        var root = reader.Root!;
        Assert.Equal("b-0", root.Status.Id);
        Assert.Equal(["b-1", "b-4"], root.Children.Select(child => child.Status.Id));
        Assert.Equal(["b-2", "b-3"], root.Children[0].Children.Select(child => child.Status.Id));
    }

    [Fact]
    public void A_server_that_sends_the_same_page_for_ever_is_not_asked_again()
    {
        var reader = new BatchTreeReader();
        reader.AddPage(Page("b-1", ("b-0", null), ("b-1", "b-0")));

        Assert.Throws<FaktoryProtocolException>(() => reader.AddPage(Page("b-1", ("b-0", null), ("b-1", "b-0"))));
    }

    [Fact]
    public void Something_that_is_no_batch_in_a_page_is_a_protocol_error() =>
        Assert.Throws<FaktoryProtocolException>(() => new BatchTreeReader().AddPage("""{"batches":[1]}"""u8.ToArray()));

    [Fact]
    public void A_chain_of_a_hundred_thousand_levels_is_no_problem()
    {
        const int Depth = 100_000;
        var reader = new BatchTreeReader();

        reader.AddPage(Page(null, Enumerable.Range(0, Depth).Select(level => ($"b-{level}", level == 0 ? null : $"b-{level - 1}"))));

        var depth = 1;
        for (var batch = reader.Root!; batch.Children is [var child]; batch = child)
        {
            depth++;
        }

        Assert.Equal(Depth, depth);
    }

    [Fact]
    public void A_child_without_its_parent_is_refused()
    {
        var reader = new BatchTreeReader();

        var refusal = Assert.Throws<FaktoryProtocolException>(() => reader.AddPage(Page(null, ("b-0", null), ("b-1", "b-9"))));

        Assert.Contains("b-9", refusal.Message, StringComparison.Ordinal);
    }
}
