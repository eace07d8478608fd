using System.Text.Json;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

public sealed class TreePageTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void A_page_of_BATCH_TREE_ends_at_a_mebibyte_however_few_batches_are_on_it()
    {
        var text = new string('x', 400 * 1024);
        var root = _engine.New(new BatchDraft { Description = text, Success = Drafts.Callback() });
        for (var child = 0; child < 4; child++)
        {
            _engine.New(new BatchDraft { ParentId = root, Description = text });
        }

        var first = Page(root, null);
        var second = Page(root, first.GetProperty("next").GetString());

        Assert.Equal(3, first.GetProperty("batches").GetArrayLength());
        Assert.Equal(2, second.GetProperty("batches").GetArrayLength());
        Assert.False(second.TryGetProperty("next", out _));
    }

    private JsonElement Page(string root, string? after)
    {
        var reply = Assert.IsType<BulkReply>(_engine.Send(new BatchTreeCommand(new Session(), root, after, 1000)));
        using var document = JsonDocument.Parse(reply.Payload);
        return document.RootElement.Clone();
    }
}
