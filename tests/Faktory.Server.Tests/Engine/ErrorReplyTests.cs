using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

public sealed class ErrorReplyTests
{
    private readonly EngineDriver _engine = new();

    [Fact]
    public void An_error_that_repeats_an_endless_name_keeps_its_beginning_and_its_end()
    {
        var name = new string('x', 1_000_000);

        var error = EngineDriver.ErrorOf(_engine.Send(new BeatCommand(new Session(), name + "-end", null, 0)));

        Assert.StartsWith("ERR unknown worker xxx", error, StringComparison.Ordinal);
        Assert.EndsWith("xxx-end", error, StringComparison.Ordinal);
        Assert.InRange(error!.Length, 1000, 4000);
    }
}
