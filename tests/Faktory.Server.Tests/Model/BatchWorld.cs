using Faktory.Server.Engine;
using Faktory.Server.Storage;
using Faktory.Server.Tests.Engine;

namespace Faktory.Server.Tests.Model;

/// <summary>Runs a case against the engine and the reference model side by side.</summary>
internal sealed partial class BatchWorld
{
    private static readonly string[] Queues = ["work", "slow", "callbacks"];
    private static readonly int[] Retries = [25, 25, 25, 1, 2, 0, -1, 25];
    private static readonly int[] Jumps = [1, 7, 31, 61, 61, 131];

    /// <summary>Well below the shortest lifetime of a batch: those are the unit tests' business.</summary>
    private static readonly TimeSpan LongestCase = TimeSpan.FromMinutes(25);

    private readonly EngineDriver _driver;
    private readonly ReferenceModel _model = new();
    private readonly BatchCase _case;
    private readonly Action<string>? _trace;
    private readonly List<(string Jid, string? Bid, string Queue, int Retry)> _pushed = [];
    private int _names;
    private int _steps;

    private BatchWorld(BatchCase @case, Action<string>? trace)
    {
        _case = @case;
        _trace = trace;
        _driver = new EngineDriver(seed: @case.Seed) { CommitsAtOnce = false };
        _model.Now = _driver.Now;
    }

    /// <summary>Runs a case; a failure tells the commands that led to it.</summary>
    public static void Run(BatchCase @case)
    {
        try
        {
            new BatchWorld(@case, null).Run();
        }
        catch (Exception)
        {
            var trace = new List<string>();
            try
            {
                new BatchWorld(@case, trace.Add).Run();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{exception.Message}\nafter\n  {string.Join("\n  ", trace)}", exception);
            }

            throw;
        }
    }

    private void Run()
    {
        foreach (var step in _case.Steps)
        {
            Pass(TimeSpan.FromMilliseconds(1));
            Do(step);
            EndStep();
        }

        Finish();
    }

    private void EndStep()
    {
        if (++_steps % _case.GroupSize == 0)
        {
            Compare();
        }
    }

    private void Do(BatchStep step)
    {
        switch (step.Kind % 67)
        {
            case < 3: NewBatch(null, step); break;
            case < 8: NewBatch(PickParent(step.A), step); break;
            case < 17: PushNew(step); break;
            case < 20: PushAgain(step); break;
            case < 28: Fetch(step.A, step.B % 3 == 0); break;
            case < 38: AckWorking(step.A); break;
            case < 41: AckOrFailWrongly(step); break;
            case < 45: FailWorking(step); break;
            case < 51: CommitOrOpen(step); break;
            case < 53: Pass(TimeSpan.FromSeconds(Jumps[step.A % Jumps.Length])); break;
            case 53: RequeueWorking(step.A); break;
            case 54: Mutate(step); break;
            case 55: RetryOrMutate(step); break;
            case < 58: Restart(step); break;
            case < 60: RunCallback(step); break;
            case 60: CrashInALoop(step); break;
            case 61: Submit(step); break;
            case 62: PushIntoOtherBatch(step); break;
            case 63 or 64: CancelBatch(step); break;
            default: WorkOff(step.A % 8); break;
        }
    }

    private void NewBatch(ModelBatch? parent, BatchStep step)
    {
        var kinds = step.B % 4;
        var key = step.C % 5 == 0 ? $"key{step.C % 3}" : null;
        if (parent is null && kinds == 0)
        {
            kinds = 3;
        }

        // A callback may be a member of its parent. Of another tree too, but then the rules leave open what comes first.
        CreateBatch(parent, key, kinds, step.C % 7 == 1 ? parent?.Bid : null, step.C);
    }

    private ModelBatch? CreateBatch(ModelBatch? parent, string? key, int kinds, string? memberOf, byte salt)
    {
        var success = (kinds & 1) == 0 ? null : new ModelCallback("success", Queues[2 - (salt % 2)], Retries[salt % 5], memberOf);
        var complete = (kinds & 2) == 0 ? null : new ModelCallback("complete", Queues[2], Retries[salt % 3], null);
        var cancelled = salt % 3 != 0 ? null : new ModelCallback("cancelled", Queues[2], Retries[salt % 4], null);
        var draft = new BatchDraft { ParentId = parent?.Bid, Key = key, Success = Draft(success), Complete = Draft(complete), Cancelled = Draft(cancelled) };
        if (parent is { IsClosed: true })
        {
            _trace?.Invoke($"NEW parent {parent.Bid}, which is cancelled");
            Assert.Equal($"ERR batch {parent.Bid} is cancelled", Tests.Engine.EngineDriver.ErrorOf(_driver.Send(new BatchNewCommand(new Session(), draft))));
            return null;
        }

        var expected = key is null ? null : _model.FindKeyed(parent, key);
        var bid = _driver.New(draft);
        _trace?.Invoke($"{bid} = NEW parent {parent?.Bid} key {key} {(success is null ? "" : "success ")}{(complete is null ? "" : "complete ")}{(memberOf is null ? "" : "success joins " + memberOf)}");
        if (expected is not null)
        {
            Assert.Equal(expected.Bid, bid);
            return expected;
        }

        Assert.Null(_model.Find(bid));
        var batch = _model.New(bid, parent, key, success, complete, cancelled);
        _model.Evaluate();
        CheckStatus(batch);
        return batch;
    }

    private static CallbackDraft? Draft(ModelCallback? callback) => callback is null
        ? null
        : Drafts.Callback(callback.Kind, queue: callback.Queue, retry: callback.Retry, bid: callback.MemberOf, custom: """{"mine":1}""");

    private void PushNew(BatchStep step)
    {
        var bid = step.A % 8 == 0 ? null : PickBatch(step.A)?.Bid;
        var retry = Retries[step.C % Retries.Length];
        var at = step.B % 9 == 0 ? _driver.Now.AddSeconds(step.C - 60) : (DateTime?)null;
        Push(NewJid("j"), bid, Queues[step.B % 2], retry, step.C % 4 == 0 ? 0 : step.C, at, resend: step.B % 5 == 0);
    }

    private void PushAgain(BatchStep step)
    {
        if (_pushed.Count == 0)
        {
            return;
        }

        var (jid, bid, queue, retry) = _pushed[step.A % _pushed.Count];
        var isSecondEntry = bid is null && _model.Jobs.GetValueOrDefault(jid)?.State == JobState.Working;
        Push(jid, bid, queue, retry, 0, null, resend: isSecondEntry || step.B % 2 == 0);
    }

    private void PushIntoOtherBatch(BatchStep step)
    {
        var waiting = Live(job => job.Batch is not null && job.Callback is null && job.State is JobState.Enqueued or JobState.Scheduled or JobState.Retrying);
        if (Pick(waiting, step.A) is { } job && PickBatch(step.B) is { } batch && batch != job.Batch && job.Callback is null)
        {
            Push(job.Key, batch.Bid, job.Queue, job.Retry, 0, null, resend: step.C % 2 == 0);
        }
    }

    private void Push(string jid, string? bid, string queue, int retry, int reserveFor, DateTime? at, bool resend)
    {
        _trace?.Invoke($"PUSH {jid} bid {bid} queue {queue} retry {retry} reserve_for {reserveFor}{(at is null ? "" : $" at {at:HH:mm:ss}")}{(resend ? " resend" : "")}");
        var expected = _model.Push(jid, bid, queue, retry, reserveFor, at, resend);
        Assert.Equal(expected, _driver.Push(Drafts.Job(jid, bid, queue, retry, reserveFor, at, resend)));
        if (expected is null && !_pushed.Exists(pushed => pushed.Jid == jid))
        {
            _pushed.Add((jid, bid, queue, retry));
        }

        CheckStatus(bid is null ? null : _model.Find(bid));
    }

    private ModelJob? Fetch(int from, bool inProcess)
    {
        string[] queues = (from % 6) switch
        {
            0 => [Queues[0]],
            1 => [Queues[1], Queues[0]],
            2 => [Queues[2]],
            3 => [Queues[2], Queues[0], Queues[1]],
            _ => [Queues[0], Queues[1], Queues[2]],
        };
        var fetched = inProcess ? _driver.FetchInProcess(queues) : _driver.Fetch(queues);
        _trace?.Invoke($"FETCH {string.Join(' ', queues)}{(inProcess ? " in process" : "")} -> {fetched?.Jid}");
        var first = queues.FirstOrDefault(queue => Live(job => job.State == JobState.Enqueued && job.Queue == queue).Count > 0);
        Assert.Equal(first, fetched?.Queue);
        if (fetched is null)
        {
            return null;
        }

        var job = KnownJob(fetched);
        Assert.Equal(JobState.Enqueued, job.State);
        Assert.Equal(job.Failures < 0 ? null : $"{job.Failures}", fetched.Failure("retry_count"));
        _model.Fetch(job, inProcess);
        return job;
    }

    private ModelJob KnownJob(FetchedJob fetched)
    {
        var key = fetched.Custom("_bid") is { } bid ? $"{bid}/{fetched.Custom("_cb")}" : fetched.Jid;
        Assert.True(_model.Jobs.TryGetValue(key, out var job), $"The engine hands out {key}, which is not live.");
        Assert.Equal(job.Jid ??= fetched.Jid, fetched.Jid);
        if (job.CallbackOf is not null)
        {
            Assert.Equal(job.CallbackOf.Parent?.Bid, fetched.Custom("_pbid"));
            Assert.Equal("1", fetched.Custom("mine"));
        }

        return job;
    }

    private void AckWorking(int choice)
    {
        if (Pick(Working, choice) is { } job)
        {
            Ack(job);
        }
    }

    private void Ack(ModelJob job)
    {
        _trace?.Invoke($"ACK {job.Jid}{(job.Callback is null ? "" : $" ({job.Key})")}");
        _model.Ack(job);
        _driver.Ack(job.Jid!);
        CheckStatus(job.Batch ?? job.CallbackOf);
        CheckStatus(job.CallbackOf?.Parent ?? job.Batch?.Parent);
    }

    /// <summary>ACK and FAIL of what is not reserved: late, double, or never fetched.</summary>
    private void AckOrFailWrongly(BatchStep step)
    {
        if (_pushed.Count == 0)
        {
            return;
        }

        var jid = _pushed[step.A % _pushed.Count].Jid;
        if (_model.Jobs.GetValueOrDefault(jid)?.State == JobState.Working)
        {
            return;
        }

        _trace?.Invoke($"late {(step.B % 2 == 0 ? "ACK" : "FAIL")} {jid}");
        if (step.B % 2 == 0)
        {
            _driver.Ack(jid);
        }
        else
        {
            Assert.Equal($"ERR Job not found {jid}", _driver.Fail(jid));
        }
    }

    private void FailWorking(BatchStep step)
    {
        if (Pick(Working, step.A) is { } job)
        {
            var isFatal = step.B % 5 == 0;
            var retryIn = step.C % 4 == 0 ? TimeSpan.FromSeconds(step.B % 40) : (TimeSpan?)null;
            _trace?.Invoke($"FAIL {job.Jid}{(job.Callback is null ? "" : $" ({job.Key})")}{(isFatal ? " dead" : "")} {retryIn}");
            Assert.True(_model.Fail(job, isFatal, retryIn));
            Assert.Null(_driver.Fail(job.Jid!, isFatal: isFatal, retryIn: retryIn));
            CheckStatus(job.Batch ?? job.CallbackOf);
        }
    }

    private void RequeueWorking(int choice)
    {
        if (Pick(Working, choice) is { } job)
        {
            _trace?.Invoke($"REQUEUE {job.Jid}");
            _model.GiveBack(job);
            Assert.Null(_driver.Requeue(job.Jid!));
        }
    }

    private void CommitOrOpen(BatchStep step)
    {
        if (PickBatch(step.A) is not { } batch)
        {
            return;
        }

        if (step.B % 4 == 0)
        {
            Open(batch);
        }
        else
        {
            CommitBatch(batch);
        }
    }

    private void Open(ModelBatch batch)
    {
        _trace?.Invoke($"OPEN {batch.Bid}");
        Assert.Equal(batch.Bid, _driver.Open(batch.Bid));
    }

    private void CommitBatch(ModelBatch batch)
    {
        _trace?.Invoke($"COMMIT {batch.Bid}");
        _model.Commit(batch);
        _driver.CommitBatch(batch.Bid);
        CheckStatus(batch);
    }

    private void CancelBatch(BatchStep step)
    {
        if (PickBatch(step.A) is not { } batch)
        {
            return;
        }

        _trace?.Invoke($"CANCEL {batch.Bid}");
        _model.Cancel(batch);
        Assert.Null(_driver.Cancel(batch.Bid));
        _model.Batches.ForEach(CheckStatus);
    }

    private void Mutate(BatchStep step)
    {
        var target = (step.A % 3) switch { 0 => JobState.Scheduled, 1 => JobState.Retrying, _ => JobState.Dead };
        var jobs = Live(job => job.State == target);
        if (Pick(jobs, step.B) is not { } job || job.Jid is null)
        {
            return;
        }

        switch (step.C % 8)
        {
            case 0: Mutate(MutateOperation.Discard, target, [job], _model.Remove); break;
            case 1 or 2: Mutate(MutateOperation.Kill, target, [job], ReferenceModel.Kill); break;
            case 3: MutateAll(MutateOperation.Kill, target, ReferenceModel.Kill); break;
            default: Mutate(MutateOperation.Requeue, target, [job], ReferenceModel.Wait); break;
        }
    }

    private void RetryOrMutate(BatchStep step)
    {
        if (step.C % 3 == 0 || PickBatch(step.A) is not { } batch)
        {
            Mutate(step);
            return;
        }

        _trace?.Invoke($"RETRY {batch.Bid}");
        if (batch.IsClosed)
        {
            Assert.Equal($"ERR batch {batch.Bid} is cancelled", Tests.Engine.EngineDriver.ErrorOf(_driver.Send(new BatchRetryCommand(new Session(), batch.Bid))));
            return;
        }

        Assert.Equal(_model.Retry(batch), _driver.Retry(batch.Bid).Figures);
        CheckStatus(batch);
    }

    private void MutateAll(MutateOperation operation, JobState target, Action<ModelJob> effect)
    {
        _trace?.Invoke($"MUTATE {operation} {target} *");
        Live(job => job.State == target).ForEach(effect);
        _driver.Mutate(operation, target);
    }

    private void Mutate(MutateOperation operation, JobState target, List<ModelJob> jobs, Action<ModelJob> effect)
    {
        _trace?.Invoke($"MUTATE {operation} {target} {string.Join(' ', jobs.Select(job => job.Jid))}");
        jobs.ForEach(effect);
        _driver.Mutate(operation, target, [.. jobs.Select(job => job.Jid!)]);
    }

    private void Restart(BatchStep step)
    {
        var downtime = TimeSpan.FromMilliseconds(step.A % 3 == 0 ? step.B * 101 : 0);
        Compare();
        _trace?.Invoke($"restart after {downtime}");
        _driver.Restart(downtime);
        _model.Now = _driver.Now;
        _model.Restart(new EngineOptions().GraceAfterLoad);
        Pass(TimeSpan.Zero);
        Compare();
        _model.Batches.ForEach(CheckStatus);
    }

    /// <summary>A job that kills its process again and again.</summary>
    private void CrashInALoop(BatchStep step)
    {
        for (var i = 0; i < 1 + (step.A % 5); i++)
        {
            Fetch(step.C, inProcess: true);
            Restart(step);
        }
    }

    /// <summary>
    /// The product's main pattern: a callback opens its parent and adds a keyed stage. It may die after any command and
    /// is then run again from the start.
    /// </summary>
    private void RunCallback(BatchStep step)
    {
        var job = Pick(Live(job => job.State == JobState.Working && job.Callback is not null), step.A) ?? Fetch(2, inProcess: step.B % 3 == 0);
        if (job?.CallbackOf is not { } batch)
        {
            return;
        }

        var diesAfter = step.C % 16 < 6 ? step.C % 16 : int.MaxValue;
        var actions = new List<Action>();
        if (batch.Parent is { IsClosed: false } parent && step.B % 4 != 0)
        {
            ModelBatch? stage = null;
            actions.Add(() => Open(parent));
            actions.Add(() => stage = CreateBatch(parent, $"stage-{job.Jid}", job.Jid![^1] % 4, null, 0));
            for (var i = 0; i < step.A % 4; i++)
            {
                var jid = $"{job.Jid}-stage-{i}";
                actions.Add(() => Push(jid, stage!.Bid, Queues[0], 25, 0, null, resend: true));
            }

            actions.Add(() => CommitBatch(stage!));
            actions.Add(() => CommitBatch(parent));
        }

        actions.Add(() => Ack(job));
        foreach (var action in actions.Take(diesAfter))
        {
            action();
        }
    }

    private void Submit(BatchStep step)
    {
        var parent = step.A % 3 == 0 ? null : PickParent(step.A);
        var shape = step.B;
        var draft = SubmitDraft(1 + (shape % 3), shape, out var mirror);
        draft = new BatchDraft { ParentId = parent?.Bid, Success = draft.Success, Complete = draft.Complete, Jobs = draft.Jobs, Children = draft.Children };
        if (parent is { IsClosed: true })
        {
            Assert.Equal($"ERR batch {parent.Bid} is cancelled", Tests.Engine.EngineDriver.ErrorOf(_driver.Send(new BatchSubmitCommand(new Session(), draft))));
            return;
        }

        var bid = _driver.Submit(draft);
        _trace?.Invoke($"{bid} = SUBMIT under {parent?.Bid} shape {shape}");
        mirror(parent, bid);
        _model.Evaluate();
        CheckStatus(_model.Find(bid));
    }

    private BatchDraft SubmitDraft(int levels, int shape, out Action<ModelBatch?, string> mirror)
    {
        var success = new ModelCallback("success", Queues[2], 25, null);
        var complete = shape % 2 == 0 ? null : new ModelCallback("complete", Queues[2], 25, null);
        var jids = Enumerable.Range(0, shape % 4).Select(_ => NewJid("s")).ToList();
        var children = new List<BatchDraft>();
        var mirrors = new List<Action<ModelBatch?, string>>();
        for (var i = 0; levels > 1 && i < 2; i++)
        {
            children.Add(SubmitDraft(levels - 1, shape / 2, out var child));
            mirrors.Add(child);
        }

        mirror = (parent, bid) =>
        {
            var batch = _model.New(bid, parent, null, success, complete);
            batch.IsCommitted = true;
            foreach (var jid in jids)
            {
                batch.Members.Add(jid, MemberState.Outstanding);
                _model.Jobs.Add(jid, new ModelJob(jid, Queues[0], 25) { Jid = jid, Batch = batch });
            }

            var below = ChildBids(bid);
            Assert.Equal(mirrors.Count, below.Count);
            for (var i = 0; i < mirrors.Count; i++)
            {
                mirrors[i](batch, below[i]);
            }
        };
        return new BatchDraft
        {
            Success = Draft(success),
            Complete = Draft(complete),
            Jobs = [.. jids.Select(jid => Drafts.Job(jid, queue: Queues[0]))],
            Children = children,
        };
    }

    /// <summary>Fetches and acknowledges a few jobs.</summary>
    private void WorkOff(int jobs)
    {
        for (var i = 0; i < jobs; i++)
        {
            if (Fetch(5, inProcess: false) is { } job)
            {
                Ack(job);
            }
        }
    }

    private string NewJid(string prefix) => $"{prefix}{++_names:0000000}";

    private List<ModelJob> Working => Live(job => job.State == JobState.Working);

    private List<ModelJob> Live(Func<ModelJob, bool> condition) => [.. _model.Jobs.Values.Where(condition)];

    private ModelBatch? PickBatch(int choice) => Pick(_model.Batches, choice);

    /// <summary>Often the newest batch, so that trees grow deep.</summary>
    private ModelBatch? PickParent(int choice)
    {
        var batch = choice % 2 == 0 && _model.Batches.Count > 0 ? _model.Batches[^1] : PickBatch(choice / 2);
        return batch?.Depth < 8 ? batch : null;
    }

    private static T? Pick<T>(List<T> from, int choice) where T : class => from.Count == 0 ? null : from[choice % from.Count];
}
