using System.Text;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Engine;

/// <summary>What a lock is of, and what it leaves behind.</summary>
public sealed class UniqueLockTests
{
    [Theory]
    [InlineData("[1,\"a\"]", "[ 1 , \"a\" ]")]
    [InlineData("""[{"a":1,"b":[null]}]""", """[{"b":[null],"a":1}]""")]
    [InlineData("""["é"]""", """["\u00e9"]""")]
    [InlineData("""["\ud83d"]""", """["\ud83d"]""")]
    public void Arguments_that_mean_the_same_are_the_same(string one, string other) => Assert.Equal(Key(one), Key(other));

    [Theory]
    [InlineData("[1]", "[\"1\"]")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("[[1],2]", "[[1,2]]")]
    [InlineData("[]", "[[]]")]
    [InlineData("[{}]", "[[]]")]
    [InlineData("""[{"a":"b"}]""", """[{"b":"a"}]""")]
    [InlineData("""[{"a":1},{"b":2}]""", """[{"a":1,"b":2}]""")]
    public void Arguments_that_mean_something_else_are_not(string one, string other) => Assert.NotEqual(Key(one), Key(other));

    [Fact]
    public void Type_and_queue_do_not_run_into_each_other() =>
        Assert.NotEqual(UniqueKey.Of("ab", "c", "[]"u8), UniqueKey.Of("a", "bc", "[]"u8));

    [Fact]
    public void What_was_released_or_is_over_is_gone_from_the_store()
    {
        var engine = new EngineDriver();
        engine.Push(Drafts.Job("released", args: "[1]", custom: "\"unique_for\":600"));
        engine.Push(Drafts.Job("overtime", args: "[2]", custom: "\"unique_for\":600"));
        engine.Ack(engine.Take().Jid);
        Assert.Single(engine.Store.Entries.Keys, IsLock);

        engine.Advance(TimeSpan.FromMinutes(11));

        Assert.DoesNotContain(engine.Store.Entries.Keys, IsLock);
    }

    private static bool IsLock(string key) => key.StartsWith(UniqueLocks.KeyPrefix, StringComparison.Ordinal);

    private static JobHash Key(string args) => UniqueKey.Of("work", "default", Encoding.UTF8.GetBytes(args));
}
