using Faktory;

namespace Acme.Shop.Orders;

/// <summary>A batch and its stages, as the HTTP endpoint shows them.</summary>
public sealed record BatchView(string Batch, string State, long Jobs, long Done, IEnumerable<BatchView> Stages)
{
    public static BatchView Of(BatchTree tree)
    {
        var batch = tree.Status;
        return new(batch.Description, $"{batch.State}", batch.Total, batch.Total - batch.Pending, [.. tree.Children.Select(Of)]);
    }
}
