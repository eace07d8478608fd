using System.Buffers;
using System.Text;
using System.Text.Json;
using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Engine;

/// <summary>The same commands with the same times and seeds give the same replies and the same rows.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void The_same_commands_and_seeds_give_the_same_replies_and_write_sets()
    {
        var first = Record(seed: 42);

        var second = Record(seed: 42);

        Assert.Equal(first, second);
    }

    [Fact]
    public void Another_seed_gives_other_ids()
    {
        Assert.NotEqual(Record(seed: 42), Record(seed: 43));
    }

    private static List<string> Record(ulong seed)
    {
        var record = new List<string>();
        var engine = new EngineDriver(seed: seed) { OnCommit = changes => record.Add(Describe(changes)) };
        var root = engine.New(success: Drafts.Callback("root"), complete: Drafts.Callback("complete"));
        for (var i = 0; i < 50; i++)
        {
            var child = engine.New(root, key: $"child-{i % 40}");
            engine.Push(Drafts.Job($"member-{i:00}", child, retry: (i % 4) - 1));
            engine.CommitBatch(child);
            engine.Advance(TimeSpan.FromMilliseconds(137));
        }

        engine.CommitBatch(root);
        for (var i = 0; engine.Fetch() is { } job; i++)
        {
            record.Add(Describe(job.Reply));
            if (i % 3 == 0 && i < 60)
            {
                engine.Fail(job.Jid);
            }
            else
            {
                engine.Ack(job.Jid);
            }

            if (i == 20)
            {
                engine.Restart();
            }
        }

        engine.Advance(TimeSpan.FromMinutes(10));
        record.Add(engine.Status(root).ToString());
        return record;
    }

    private static string Describe(Reply reply)
    {
        var output = new ArrayBufferWriter<byte>();
        reply.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Describe(WriteSet changes) => JsonSerializer.Serialize(changes);
}
