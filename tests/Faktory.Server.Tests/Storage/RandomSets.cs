using CsCheck;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Storage;

/// <summary>Makes random groups of changes that fit what a model holds, as an engine would write them.</summary>
internal sealed class RandomSets
{
    /// <summary>One random group: a seed for its content and the weight of clearing everything.</summary>
    public static Gen<int[]> Seeds { get; } = Gen.Int.Array[1, 12];

    private long _nextId = 1;

    public WriteSet Next(int seed, StoreModel model)
    {
#pragma warning disable CA5394 // Test data; the seed is CsCheck's.
        var random = new Random(seed);
        var changes = new WriteSet { ClearAll = random.Next(15) == 0 };
        var jobs = changes.ClearAll ? [] : model.JobIds.ToList();
        var batches = changes.ClearAll ? [] : model.BatchNumbers.ToList();
        foreach (var id in jobs)
        {
            switch (random.Next(4))
            {
                case 0:
                    changes.JobDeletes.Add(id);
                    break;
                case 1:
                    changes.JobUpdates.Add(Job(id, random) with { Payload = random.Next(2) == 0 ? null : Bytes(random) });
                    break;
            }
        }

        for (var i = random.Next(5); i > 0; i--)
        {
            changes.JobInserts.Add(Job(_nextId++, random));
        }

        var kept = batches.Where(_ => random.Next(4) != 0).ToList();
        changes.BatchDeletes.AddRange(batches.Except(kept));
        changes.BatchSaves.AddRange(kept.Where(_ => random.Next(3) == 0).Select(number => Rows.Batch(number) with { Flags = random.Next(), Key = null }));
        for (var i = random.Next(3); i > 0; i--)
        {
            kept.Add(_nextId);
            changes.BatchSaves.Add(Rows.Batch(_nextId++) with { Success = Optional(random), Complete = Optional(random), Cancelled = Optional(random) });
        }

        changes.MemberInserts.AddRange(kept.Where(_ => random.Next(2) == 0).Select(number => new MemberRow(number, _nextId++, Bytes(random))));
        foreach (var name in new[] { "default", "critical", "日本語 \"quoted\"" })
        {
            switch (random.Next(4))
            {
                case 0:
                    changes.QueueDeletes.Add(name);
                    break;
                case 1:
                    changes.QueueSaves.Add(new QueueRow(name, random.Next(2) == 0));
                    break;
            }

            if (random.Next(3) == 0)
            {
                changes.EntryWrites.Add(new(name, Optional(random)));
            }
        }

        if (random.Next(2) == 0)
        {
            changes.InsertedSettled = new SettledRow(_nextId++, Bytes(random));
            changes.SettledBefore = random.Next(3) == 0 ? _nextId - 5 : 0;
        }

        return changes;
    }

    private static JobRow Job(long id, Random random) => Rows.Job(id) with
    {
        State = (JobState)random.Next(1, 6),
        Queue = random.Next(2) == 0 ? "default" : "日本語",
        Position = random.NextInt64(long.MinValue, long.MaxValue),
        Payload = Bytes(random),
        Failure = Optional(random),
        Worker = random.Next(2) == 0 ? null : "w",
        DueAt = random.NextInt64(),
        Flags = (byte)random.Next(256),
    };

    private static byte[]? Optional(Random random) => random.Next(2) == 0 ? null : Bytes(random);

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(20) == 0 ? random.Next(10_000) : random.Next(30)];
        random.NextBytes(bytes);
        return bytes;
    }
#pragma warning restore CA5394
}
