using CsCheck;
using Faktory.Server.Storage;
using static Faktory.Server.Tests.Storage.Rows;

namespace Faktory.Server.Tests.Storage;

/// <summary>What the engine relies on; every store passes it.</summary>
public abstract class StoreConformance
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A factory of an empty store, other than all made before; reopening it finds what was committed.</summary>
    private protected abstract IStoreFactory NewFactory();

    [Fact]
    public async Task An_empty_store_loads_nothing()
    {
        var rows = await CommitAndReopen(NewFactory());

        Assert.Empty(rows.Kinds);
    }

    [Fact]
    public async Task Every_column_of_every_row_comes_back()
    {
        var rows = await CommitAndReopen(NewFactory(), Everything());

        Assert.Equal(RowText.Of(Job(7)), RowText.Of(Assert.Single(rows.Jobs)));
        Assert.Equal([RowText.Of(Batch(1)), RowText.Of(Batch(2, parent: 1))], rows.Batches.Select(RowText.Of));
        Assert.Equal(new QueueRow("日本語 'q' 🚀", Paused: true), Assert.Single(rows.Queues).Value);
        Assert.Equal((2, 5, "member"), (rows.Members.Single().Batch, rows.Members.Single().Sequence, Text(rows.Members.Single().Changes)));
        Assert.Equal((9, "settled"), (rows.Settled.Single().Sequence, Text(rows.Settled.Single().Jobs)));
        Assert.Equal("value ü", Text(rows.Entries["key ü"]));
    }

    [Fact]
    public async Task Absent_values_come_back_absent_and_empty_ones_empty()
    {
        var bareJob = new JobRow { Id = 1, State = JobState.Enqueued, Queue = "q", Position = 0, Payload = [] };
        var emptyJob = bareJob with { Id = 2, Failure = [], Worker = "" };
        var bareBatch = new BatchRow { Number = 1, Bid = "b", CreatedAt = 0 };
        var emptyBatch = bareBatch with { Number = 2, Key = "", Success = [], Complete = [], Cancelled = [] };

        var rows = await CommitAndReopen(NewFactory(), Set(changes =>
        {
            changes.JobInserts.AddRange([bareJob, emptyJob]);
            changes.BatchSaves.AddRange([bareBatch, emptyBatch]);
            changes.EntryWrites.Add(new("empty", []));
        }));

        Assert.Equal([RowText.Of(bareJob), RowText.Of(emptyJob)], rows.Jobs.Select(RowText.Of));
        Assert.Equal([RowText.Of(bareBatch), RowText.Of(emptyBatch)], rows.Batches.Select(RowText.Of));
        Assert.Empty(rows.Entries["empty"]);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public async Task A_position_may_be_any_number(long position)
    {
        var rows = await CommitAndReopen(NewFactory(), Set(changes => changes.JobInserts.Add(Job(1, position: position))));

        Assert.Equal(position, rows.Jobs.Single().Position);
    }

    [Fact]
    public async Task A_payload_of_a_mebibyte_comes_back_byte_for_byte()
    {
        var payload = new byte[1024 * 1024];
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] = (byte)(i * 31);
        }

        var rows = await CommitAndReopen(NewFactory(), Set(changes => changes.JobInserts.Add(Job(1, payload: payload))));

        Assert.True(payload.AsSpan().SequenceEqual(rows.Jobs.Single().Payload));
    }

    [Fact]
    public async Task An_update_replaces_every_column_but_a_payload_it_leaves_out()
    {
        var changed = new JobRow { Id = 1, State = JobState.Dead, Queue = "other", Position = -5 };

        var rows = await CommitAndReopen(
            NewFactory(),
            Set(changes => changes.JobInserts.AddRange([Job(1), Job(2)])),
            Set(changes => changes.JobUpdates.AddRange([changed, changed with { Id = 2, Payload = Bytes("new") }])));

        Assert.Equal(
            [RowText.Of(changed with { Payload = Job(1).Payload }), RowText.Of(changed with { Id = 2, Payload = Bytes("new") })],
            rows.Jobs.Select(RowText.Of));
    }

    [Fact]
    public async Task One_set_inserts_updates_and_deletes()
    {
        var rows = await CommitAndReopen(
            NewFactory(),
            Set(changes => changes.JobInserts.AddRange([Job(1), Job(2)])),
            Set(changes =>
            {
                changes.JobInserts.Add(Job(3));
                changes.JobUpdates.Add(Job(2, queue: "moved"));
                changes.JobDeletes.Add(1);
            }));

        Assert.Equal([(2, "moved"), (3, "default")], rows.Jobs.Select(job => (job.Id, job.Queue)));
    }

    [Fact]
    public async Task Saving_a_batch_a_queue_or_an_entry_again_replaces_it()
    {
        var finished = Batch(1) with { FinishedAt = 99, Key = null, Success = null };

        var rows = await CommitAndReopen(
            NewFactory(),
            Everything(),
            Set(changes =>
            {
                changes.BatchSaves.Add(finished);
                changes.QueueSaves.Add(new QueueRow("日本語 'q' 🚀", Paused: false));
                changes.EntryWrites.Add(new("key ü", Bytes("other")));
            }));

        Assert.Equal(RowText.Of(finished), RowText.Of(rows.Batches[0]));
        Assert.False(rows.Queues.Values.Single().Paused);
        Assert.Equal("other", Text(rows.Entries["key ü"]));
    }

    [Fact]
    public async Task Deleting_removes_each_kind_of_row()
    {
        var rows = await CommitAndReopen(
            NewFactory(),
            Everything(),
            Set(changes =>
            {
                changes.JobDeletes.Add(7);
                changes.BatchDeletes.AddRange([1, 2]);
                changes.QueueDeletes.Add("日本語 'q' 🚀");
                changes.EntryWrites.Add(new("key ü", null));
                changes.SettledBefore = 10;
            }));

        Assert.Empty(rows.Kinds);
    }

    [Fact]
    public async Task Deleting_what_is_not_there_changes_nothing()
    {
        var rows = await CommitAndReopen(NewFactory(), Set(changes =>
        {
            changes.JobDeletes.Add(1);
            changes.BatchDeletes.Add(1);
            changes.QueueDeletes.Add("q");
            changes.EntryWrites.Add(new("key", null));
            changes.SettledBefore = 5;
        }));

        Assert.Empty(rows.Kinds);
    }

    [Fact]
    public async Task A_deleted_batch_takes_its_member_rows_along_and_no_others()
    {
        var rows = await CommitAndReopen(
            NewFactory(),
            Set(changes =>
            {
                changes.BatchSaves.AddRange([Batch(1), Batch(2)]);
                changes.MemberInserts.AddRange([new(1, 1, Bytes("a")), new(2, 1, Bytes("b")), new(1, 2, Bytes("c"))]);
            }),
            Set(changes =>
            {
                changes.MemberInserts.AddRange([new(1, 3, Bytes("d")), new(2, 2, Bytes("e"))]);
                changes.BatchDeletes.Add(1);
            }));

        Assert.Equal(["b", "e"], rows.Members.Select(row => Text(row.Changes)));
    }

    [Fact]
    public async Task Clearing_comes_before_the_rest_of_its_set()
    {
        var rows = await CommitAndReopen(
            NewFactory(),
            Everything(),
            Set(changes =>
            {
                changes.ClearAll = true;
                changes.JobInserts.Add(Job(7, queue: "after"));
                changes.BatchSaves.Add(Batch(1));
                changes.MemberInserts.Add(new(2, 5, Bytes("after")));
                changes.QueueSaves.Add(new QueueRow("after", false));
                changes.InsertedSettled = new SettledRow(9, Bytes("after"));
                changes.EntryWrites.Add(new("after", Bytes("x")));
            }));

        Assert.Equal("after", rows.Jobs.Single().Queue);
        Assert.Equal(1, rows.Batches.Single().Number);
        Assert.Equal("after", Text(rows.Members.Single().Changes));
        Assert.Equal("after", rows.Queues.Keys.Single());
        Assert.Equal("after", Text(rows.Settled.Single().Jobs));
        Assert.Equal("after", rows.Entries.Keys.Single());
    }

    [Fact]
    public async Task Settled_groups_come_in_order_and_the_oldest_are_trimmed()
    {
        var sets = Enumerable.Range(1, 12).Select(sequence => Set(changes =>
        {
            changes.InsertedSettled = new SettledRow(sequence, [(byte)sequence]);
            changes.SettledBefore = sequence == 12 ? 9 : 0;
        }));

        var rows = await CommitAndReopen(NewFactory(), [.. sets]);

        Assert.Equal([9, 10, 11, 12], rows.Settled.Select(row => row.Sequence));
    }

    [Fact]
    public async Task Rows_load_in_the_order_that_a_target_needs()
    {
        var rows = await CommitAndReopen(NewFactory(), Set(changes =>
        {
            changes.JobInserts.AddRange([Job(300), Job(2), Job(10)]);
            changes.BatchSaves.AddRange([Batch(11, parent: 10), Batch(2), Batch(10, parent: 2)]);
            changes.MemberInserts.AddRange([new(10, 12, []), new(10, 3, []), new(2, 4, [])]);
            changes.QueueSaves.Add(new QueueRow("q", false));
            changes.InsertedSettled = new SettledRow(1, []);
            changes.EntryWrites.Add(new("e", []));
        }));

        Assert.Equal(["entry", "queue", "batch", "members", "settled", "job"], rows.Kinds);
        Assert.Equal([2, 10, 11], rows.Batches.Select(batch => batch.Number));
        Assert.Equal([3, 12], rows.Members.Where(row => row.Batch == 10).Select(row => row.Sequence));
        Assert.Equal([2, 10, 300], rows.Jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task A_refused_set_leaves_nothing_behind()
    {
        var factory = NewFactory();
        var store = await factory.OpenAsync(Token);
        await store.CommitAsync(Set(changes => changes.JobInserts.Add(Job(1))), Token);

        await Assert.ThrowsAsync<StoreException>(async () => await store.CommitAsync(
            Set(changes =>
            {
                changes.JobInserts.Add(Job(2));
                changes.QueueSaves.Add(new QueueRow("q", false));
                changes.JobUpdates.Add(Job(99));
            }),
            Token));

        await store.DisposeAsync();
        var rows = await CommitAndReopen(factory);
        Assert.Equal([1], rows.Jobs.Select(job => job.Id));
        Assert.Empty(rows.Queues);
    }

    [Fact]
    public async Task A_row_that_exists_is_not_inserted_again()
    {
        foreach (var again in new[]
        {
            Set(changes => changes.JobInserts.Add(Job(7))),
            Set(changes => changes.MemberInserts.Add(new MemberRow(2, 5, []))),
            Set(changes => changes.InsertedSettled = new SettledRow(9, [])),
        })
        {
            var factory = NewFactory();
            await using var store = await factory.OpenAsync(Token);
            await store.CommitAsync(Everything(), Token);

            await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(again, Token).AsTask());
        }
    }

    [Fact]
    public async Task An_open_store_is_not_opened_a_second_time_until_it_is_disposed()
    {
        var factory = NewFactory();
        var first = await factory.OpenAsync(Token);

        await Assert.ThrowsAsync<StoreException>(() => factory.OpenAsync(Token).AsTask());

        await first.DisposeAsync();
        await using var second = await factory.OpenAsync(Token);
        Assert.NotEmpty(second.Location);
    }

    [Fact]
    public async Task Housekeeping_between_commits_changes_no_row()
    {
        var factory = NewFactory();
        await using (var store = await factory.OpenAsync(Token))
        {
            await store.CommitAsync(Everything(), Token);
            await store.MaintainAsync(idle: false, Token);
            await store.CommitAsync(Set(changes => changes.JobInserts.Add(Job(8))), Token);
            await store.MaintainAsync(idle: true, Token);
        }

        var rows = await CommitAndReopen(factory);

        Assert.Equal([7, 8], rows.Jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task Results_are_read_in_the_order_of_their_commits_and_by_batch()
    {
        await using var store = await NewFactory().OpenAsync(Token);
        await store.CommitAsync(Results("b-1", ("j-9", "1"), ("j-1", """{"a":"ü🚀"}""")), Token);
        await store.CommitAsync(Results("b-2", ("j-5", "null")), Token);
        await store.CommitAsync(Results("b-1", ("j-5", "[]")), Token);

        var results = await ReadAsync(store, "b-1");

        Assert.Equal([("j-9", "1"), ("j-1", """{"a":"ü🚀"}"""), ("j-5", "[]")], results);
        Assert.Equal([("j-5", "null")], await ReadAsync(store, "b-2"));
        Assert.Empty(await ReadAsync(store, "b-3"));
    }

    [Fact]
    public async Task A_page_of_results_ends_at_its_limit_or_with_the_result_that_fills_its_bytes()
    {
        await using var store = await NewFactory().OpenAsync(Token);
        await store.CommitAsync(Results("b-1", [.. Enumerable.Range(1, 10).Select(i => ($"j-{i}", $"\"{new string('x', 100)}\""))]), Token);

        var byCount = await store.ReadResultsAsync("b-1", 0, 4, long.MaxValue, Token);
        var byBytes = await store.ReadResultsAsync("b-1", byCount[^1].Sequence, 100, 150, Token);
        var rest = await store.ReadResultsAsync("b-1", byBytes[^1].Sequence, 100, long.MaxValue, Token);
        var none = await store.ReadResultsAsync("b-1", rest[^1].Sequence, 100, long.MaxValue, Token);

        Assert.Equal((4, 2, 4, 0), (byCount.Count, byBytes.Count, rest.Count, none.Count));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"j-{i}"), byCount.Concat(byBytes).Concat(rest).Select(result => result.JobId));
        Assert.True(byCount[0].Sequence > 0);
    }

    [Fact]
    public async Task Results_are_there_after_a_reopening_and_are_not_loaded()
    {
        var factory = NewFactory();
        var rows = await CommitAndReopen(factory, Results("b-1", ("j-1", "1")));

        await using var store = await factory.OpenAsync(Token);
        await store.CommitAsync(Results("b-1", ("j-2", "2")), Token);

        Assert.Empty(rows.Kinds);
        Assert.Equal([("j-1", "1"), ("j-2", "2")], await ReadAsync(store, "b-1"));
    }

    [Fact]
    public async Task A_deleted_batch_takes_its_results_along_at_once_and_for_good_and_no_others()
    {
        var factory = NewFactory();
        await using (var store = await factory.OpenAsync(Token))
        {
            await store.CommitAsync(Set(changes => changes.BatchSaves.AddRange([Batch(1), Batch(2)])), Token);
            await store.CommitAsync(Results("b-1", [.. Enumerable.Range(1, 2500).Select(i => ($"j-{i}", "1"))]), Token);
            await store.CommitAsync(Results("b-2", ("j-1", "2")), Token);

            await store.CommitAsync(Set(changes => changes.BatchDeletes.Add(1)), Token);

            Assert.Empty(await ReadAsync(store, "b-1"));
        }

        await using var again = await factory.OpenAsync(Token);
        Assert.Empty(await ReadAsync(again, "b-1"));
        await again.MaintainAsync(idle: true, Token);
        Assert.Empty(await ReadAsync(again, "b-1"));
        Assert.Equal([("j-1", "2")], await ReadAsync(again, "b-2"));
    }

    [Fact]
    public async Task Clearing_removes_the_results_before_it()
    {
        await using var store = await NewFactory().OpenAsync(Token);
        await store.CommitAsync(Results("b-1", ("j-1", "1")), Token);
        await store.CommitAsync(
            Set(changes =>
            {
                changes.ClearAll = true;
                changes.ResultInserts.Add(new ResultRow("b-2", "j-2", Bytes("2")));
            }),
            Token);

        Assert.Empty(await ReadAsync(store, "b-1"));
        Assert.Equal([("j-2", "2")], await ReadAsync(store, "b-2"));
    }

    [Fact]
    public async Task Results_can_be_read_from_another_thread_while_groups_are_committed()
    {
        await using var store = await NewFactory().OpenAsync(Token);
        var isOver = 0;
        var reading = Task.Run(
            async () =>
            {
                while (Volatile.Read(ref isOver) == 0)
                {
                    // A group is seen whole or not at all.
                    Assert.Equal(0, (await ReadAsync(store, "b-1")).Count % 3);
                }
            },
            Token);

        for (var i = 0; i < 100; i++)
        {
            await store.CommitAsync(Results("b-1", ($"a-{i}", "1"), ($"b-{i}", "2"), ($"c-{i}", "3")), Token);
            await store.MaintainAsync(idle: i % 10 == 0, Token);
        }

        Volatile.Write(ref isOver, 1);
        await reading;
        Assert.Equal(300, (await ReadAsync(store, "b-1")).Count);
    }

    [Fact]
    public async Task A_closed_store_refuses_to_read_results()
    {
        var store = await NewFactory().OpenAsync(Token);
        await store.DisposeAsync();

        await Assert.ThrowsAsync<StoreException>(async () => await store.ReadResultsAsync("b-1", 0, 1, 1, Token));
    }

    [Fact]
    public void Random_groups_leave_what_a_dictionary_would_hold() =>
        RandomSets.Seeds.Sample(
            seeds =>
            {
                var factory = NewFactory();
                var model = new StoreModel();
                var sets = new RandomSets();
                foreach (var half in seeds.Chunk(1 + (seeds.Length / 2)))
                {
                    var changes = half.Select(seed =>
                    {
                        var set = sets.Next(seed, model);
                        model.Apply(set);
                        return set;
                    });
                    var rows = CommitAndReopen(factory, [.. changes]).GetAwaiter().GetResult();
                    Assert.Equal(RowText.Lines(model.Rows()), RowText.Lines(rows));
                }
            },
            iter: 100,
            threads: 1);

    private protected static async Task<StoredRows> CommitAndReopen(IStoreFactory factory, params WriteSet[] sets)
    {
        await using (var store = await factory.OpenAsync(Token))
        {
            foreach (var changes in sets)
            {
                await store.CommitAsync(changes, Token);
            }
        }

        await using var reopened = await factory.OpenAsync(Token);
        var rows = new StoredRows();
        await reopened.LoadAsync(rows, Token);
        return rows;
    }

    private protected static WriteSet Everything() => Set(changes =>
    {
        changes.JobInserts.Add(Job(7));
        changes.BatchSaves.AddRange([Batch(1), Batch(2, parent: 1)]);
        changes.MemberInserts.Add(new MemberRow(2, 5, Bytes("member")));
        changes.QueueSaves.Add(new QueueRow("日本語 'q' 🚀", Paused: true));
        changes.InsertedSettled = new SettledRow(9, Bytes("settled"));
        changes.EntryWrites.Add(new("key ü", Bytes("value ü")));
    });

    private static WriteSet Results(string bid, params (string JobId, string Json)[] results) =>
        Set(changes => changes.ResultInserts.AddRange(results.Select(result => new ResultRow(bid, result.JobId, Bytes(result.Json)))));

    private static async Task<List<(string JobId, string Json)>> ReadAsync(IStore store, string bid) =>
        [.. (await store.ReadResultsAsync(bid, 0, int.MaxValue, long.MaxValue, Token)).Select(result => (result.JobId, Text(result.Json)))];

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
