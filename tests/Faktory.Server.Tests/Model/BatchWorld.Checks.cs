using System.Text.Json;
using Faktory.Server.Engine;
using Faktory.Server.Storage;

namespace Faktory.Server.Tests.Model;

/// <summary>What must hold after every step.</summary>
internal sealed partial class BatchWorld
{
    private readonly Dictionary<string, string> _callbackJids = [];

    /// <summary>Lets time pass, doing everything that becomes due at its time.</summary>
    private void Pass(TimeSpan by)
    {
        var end = _driver.Now + by;
        if (end - Tests.Engine.EngineDriver.Start > LongestCase)
        {
            return;
        }

        if (by > TimeSpan.FromSeconds(1))
        {
            _trace?.Invoke($"{by} pass");
        }

        while (_driver.Engine.NextTick is { } next && next <= end)
        {
            Compare();
            _driver.MoveClock(next);
            _driver.Tick();
            _model.Now = _driver.Now;
            _model.Tick();
            Compare();
        }

        _driver.MoveClock(end);
        _model.Now = end;
        var overdue = _model.Jobs.Values.FirstOrDefault(job => job.Due <= end);
        Assert.True(overdue is null, $"{overdue?.Key} ({overdue?.State}) was due at {overdue?.Due:HH:mm:ss.fff}, and the engine asked for no tick before {_driver.Engine.NextTick:HH:mm:ss.fff}.");
    }

    /// <summary>Ends the group and compares everything stored with the model.</summary>
    private void Compare()
    {
        _driver.Commit();
        var rows = _driver.Store.Jobs.Values;
        foreach (var row in rows)
        {
            CompareJob(row);
        }

        if (rows.Count != _model.Jobs.Count)
        {
            var stored = rows.Select(KeyOf).ToHashSet();
            Assert.Fail($"Stored jobs: {rows.Count}, expected {_model.Jobs.Count}. Missing: {string.Join(' ', _model.Jobs.Keys.Where(key => !stored.Contains(key)))}.");
        }

        _model.Fired.ForEach(CheckFired);
        _model.Fired.Clear();
        foreach (var batch in _model.Batches)
        {
            CompareBatch(batch);
        }

        CompareCensus();
    }

    /// <summary>What metrics count as it changes, counted here by looking at everything.</summary>
    private void CompareCensus()
    {
        var moving = _model.Jobs.Values.Where(job => job.State != JobState.Dead)
            .SelectMany(job => new[] { job.Batch, job.CallbackOf }).OfType<ModelBatch>().Select(RootOf).ToHashSet();
        var expected = (
            _model.Batches.Count(batch => !batch.IsOver),
            _model.Batches.Count(batch => batch.IsOver),
            _model.Batches.Count(batch => batch is { Parent: null, IsCommitted: true, IsOver: false } && !moving.Contains(batch)));
        var sample = _driver.Sample();
        var seen = (sample.OpenBatches, sample.FinishedBatches, sample.StalledTrees);
        if (seen != expected)
        {
            Assert.Fail($"Batches (open, finished, stalled): {seen}, expected {expected}.");
        }
    }

    private static ModelBatch RootOf(ModelBatch batch) => batch.Parent is null ? batch : RootOf(batch.Parent);

    private string KeyOf(JobRow row) => row.CallbackBatch == 0
        ? _driver.Store.JobIds[row.Id]
        : $"{_driver.Store.Batches[row.CallbackBatch].Bid}/{(CallbackKind)row.CallbackKind switch { CallbackKind.Success => "success", CallbackKind.Complete => "complete", _ => "cancelled" }}";

    private void CompareJob(JobRow row)
    {
        var key = KeyOf(row);
        if (!_model.Jobs.TryGetValue(key, out var job))
        {
            Assert.Fail($"The engine holds {key} ({row.State}), which the rules do not.");
        }

        if (job.State != row.State)
        {
            Assert.Fail($"{key} is {row.State}, expected {job.State}.");
        }

        job.Jid ??= _driver.Store.JobIds[row.Id];
        Assert.Equal(job.Queue, row.Queue);
        Assert.Equal(job.Batch?.Bid, row.Batch == 0 ? null : _driver.Store.Batches[row.Batch].Bid);
        if (job.State == JobState.Retrying && job.Due is null)
        {
            job.Due = new DateTime(row.DueAt, DateTimeKind.Utc);
            var count = job.Failures;
            var shortest = Math.Pow(count, 4) + 15;
            Assert.InRange((job.Due.Value - job.FailedAt).TotalSeconds, shortest, shortest + (29 * (count + 1)));
        }
    }

    /// <summary>The rules that matter most, once more and not by way of the gates: when a callback appears.</summary>
    private void CheckFired(ModelJob callback)
    {
        var batch = callback.CallbackOf!;
        if (callback.Callback!.Kind == "cancelled")
        {
            Assert.True(batch.IsCancelled, $"{callback.Key} fired and nobody cancelled it.");
            Assert.True(_model.Jobs.Values.All(job => !job.IsCancelled || (job.Batch != batch && job.CallbackOf != batch)), $"{callback.Key} fired while something runs.");
        }
        else
        {
            Assert.True(batch.IsCommitted, $"{callback.Key} fired before COMMIT.");
        }

        if (!_callbackJids.TryAdd(callback.Key, callback.Jid ?? ""))
        {
            Assert.True(_model.MadeAnew.Remove(callback.Key), $"{callback.Key} fired twice.");
        }
    }

    private void CompareBatch(ModelBatch batch)
    {
        var row = StoredBatch(batch.Bid);
        Assert.True(row is not null, $"{batch.Bid} is gone.");
        if (row.SuccessState != (batch.Success?.State ?? 0) || row.CompleteState != (batch.Complete?.State ?? 0) || row.CancelledState != (batch.Cancelled?.State ?? 0) || (row.FinishedAt != 0) != batch.IsOver || (row.CommittedAt != 0) != batch.IsCommitted)
        {
            Assert.Fail($"{batch.Bid}: stored success {row.SuccessState} complete {row.CompleteState} cancelled {row.CancelledState} finished {row.FinishedAt != 0} committed {row.CommittedAt != 0}, expected {batch.Success?.State} {batch.Complete?.State} {batch.Cancelled?.State} {batch.IsOver} {batch.IsCommitted}.");
        }
    }

    private BatchRow? StoredBatch(string bid)
    {
        foreach (var row in _driver.Store.Batches.Values)
        {
            if (row.Bid == bid)
            {
                return row;
            }
        }

        return null;
    }

    private void CheckStatus(ModelBatch? batch)
    {
        if (batch is null)
        {
            return;
        }

        var status = _driver.Status(batch.Bid);
        var seen = (status.Bid, status.ParentBid, status.Total, status.Pending, status.Failed, status.Complete, status.Success, status.Cancelled, status.IsFinished, status.Committed, status.State);
        var expected = (batch.Bid, batch.Parent?.Bid, batch.Members.Count, batch.Pending, batch.Failed, Text(batch.Complete), Text(batch.Success), Text(batch.Cancelled), batch.IsOver, batch.IsCommitted, batch.State);
        if (seen != expected)
        {
            Assert.Fail($"STATUS {batch.Bid} (bid, parent, total, pending, failed, complete, success, cancelled, finished, committed, state): {seen}, expected {expected}.");
        }
    }

    private static string Text(ModelCallback? callback) => callback is null or { State: 0 } ? "" : $"{callback.State}";

    private List<string> ChildBids(string bid)
    {
        var reply = (BulkReply)_driver.Send(new BatchTreeCommand(new Session(), bid, null, 1000))!;
        using var document = JsonDocument.Parse(reply.Payload);
        return [.. Flat(document.RootElement).Where(status => status.TryGetProperty("parent_bid", out var parent) && parent.GetString() == bid).Select(status => status.GetProperty("bid").GetString()!)];
    }

    private static IEnumerable<JsonElement> Flat(JsonElement tree) => tree.ValueKind == JsonValueKind.Array
        ? tree.EnumerateArray()
        : tree.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Array).SelectMany(property => property.Value.EnumerateArray());

    /// <summary>Brings everything to its end: nothing may be stuck once everything is acknowledged.</summary>
    private void Finish()
    {
        Compare();
        _model.Batches.ForEach(CommitBatch);
        for (var rounds = 0; !IsAllSettled; rounds++)
        {
            Assert.True(rounds < 50, "Something is stuck: " + string.Join(' ', _model.Jobs.Keys));
            PushRemovedMembers();
            MutateAll(MutateOperation.Requeue, JobState.Scheduled, ReferenceModel.Wait);
            MutateAll(MutateOperation.Requeue, JobState.Retrying, ReferenceModel.Wait);
            MutateAll(MutateOperation.Requeue, JobState.Dead, ReferenceModel.Wait);
            Working.ForEach(Ack);
            while (Fetch(5, inProcess: false) is { } job)
            {
                Ack(job);
            }

            Compare();
        }

        _model.Batches.ForEach(CheckFinished);
    }

    private bool IsAllSettled => _model.Jobs.Count == 0 && !_model.Batches.Exists(batch => Removed(batch).Any());

    private void PushRemovedMembers()
    {
        foreach (var batch in _model.Batches)
        {
            foreach (var jid in Removed(batch).ToList())
            {
                Push(jid, batch.Bid, Queues[0], 25, 0, null, resend: false);
            }
        }
    }

    private IEnumerable<string> Removed(ModelBatch batch) => batch.Members
        .Where(member => member.Value != MemberState.Settled && !_model.Jobs.ContainsKey(member.Key) && !member.Key.Contains('/', StringComparison.Ordinal))
        .Select(member => member.Key);

    private void CheckFinished(ModelBatch batch)
    {
        CheckStatus(batch);
        if (IsWhole(batch))
        {
            var row = StoredBatch(batch.Bid)!;
            Assert.Equal(batch.Success is null ? 0 : 2, row.SuccessState);
            Assert.Equal(batch.Complete is null ? 0 : 2, row.CompleteState);
            Assert.Equal("succeeded", _driver.Status(batch.Bid).State);
        }
        else if (batch.IsCancelled && !AnyLost(batch))
        {
            Assert.True(_driver.Status(batch.Bid).IsFinished, $"{batch.Bid} was cancelled and does not end.");
        }
    }

    /// <summary>Whether no callback of it or below it was thrown away, nor a callback that was its member.</summary>
    private static bool IsWhole(ModelBatch batch) =>
        !batch.IsCancelled && batch.Success is not { IsLost: true } && batch.Complete is not { IsLost: true } && batch.Pending == 0 && batch.Children.TrueForAll(IsWhole);

    private static bool AnyLost(ModelBatch batch) => batch.Callbacks.Any(callback => callback.IsLost) || batch.Children.Exists(AnyLost);
}
