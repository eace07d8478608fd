namespace Faktory.Server.Engine;

/// <summary>Which part executes which command.</summary>
internal sealed partial class StateMachine
{
    private Reply? Execute(Command command)
    {
        switch (command)
        {
            case FetchCommand fetch:
                _dispatcher.Fetch(fetch);
                return null;
            case AckCommand ack:
                return _settlement.Acknowledge(ack);
            case PushCommand push:
                return _pushes.Push(push.Job) is { } refusal ? Refused(refusal) : Reply.Ok;
            case PushManyCommand push:
                return PushMany(push);
            case FailCommand fail:
                return _settlement.Fail(fail.JobId, fail.Failure);
            case RequeueCommand requeue:
                return _settlement.Requeue(requeue.JobId);
            case BeatCommand beat:
                return _heartbeats.Beat(beat);
            case MutateCommand mutate:
                return _mutations.Start(mutate);
            case QueueCommand queue:
                return _queues.Change(queue);
            case QueueLatencyCommand latency:
                return _queues.Latency(latency.Names);
            case InfoCommand info:
                return _info.Info(info.Figures);
            case FlushCommand:
                return Flush();
            default:
                return ExecuteBatchOrTrack(command) ?? ExecuteSession(command);
        }
    }

    private Reply? ExecuteBatchOrTrack(Command command) => command switch
    {
        BatchNewCommand create => _builder.New(create.Batch),
        BatchOpenCommand open => _builder.Open(open.Bid),
        BatchCommitCommand commit => _builder.Commit(commit.Bid),
        BatchCancelCommand cancel => _cancellations.Start(cancel.Bid),
        BatchStatusCommand status => _batchQueries.Status(status.Bid),
        BatchRetryCommand retry => _retries.Retry(retry.Bid),
        BatchSubmitCommand submit => _builder.Submit(submit.Batch),
        TrackGetCommand track => _tracking.Get(track.JobId),
        TrackSetCommand track => _tracking.Set(track),
        BatchListCommand list => _batchQueries.List(list),
        BatchResultsCommand results => _batchQueries.Results(results),
        BatchTreeCommand tree => _batchQueries.Tree(tree.Bid, tree.After, tree.Limit),
        _ => null,
    };

    private Reply? ExecuteSession(Command command)
    {
        switch (command)
        {
            case TickCommand tick:
                _timers.Run(tick.IsFull);
                return null;
            case ConfigureCronCommand configure:
                _cron.Configure(configure.Entries);
                return null;
            case SetThrottlesCommand set:
                _throttling.Set(set.Rules);
                return null;
            case SampleCommand:
                return _sample.Take();
            case RunDueCommand run:
                _idle.Wait(run);
                return null;
            case ListJobsCommand:
                return JobListing.List(_jobs);
            case HelloCommand:
                _workers.Attach(command.Session);
                return Reply.Ok;
            case InputEndedCommand:
                _dispatcher.EndAll(command.Session);
                return null;
            case GoodbyeCommand:
                _dispatcher.EndAll(command.Session);
                _workers.Detach(command.Session);
                return null;
            case ReturnCommand undelivered:
                foreach (var job in undelivered.Jobs.Reverse())
                {
                    _settlement.TakeBack(job);
                }

                return null;
            default:
                throw new ArgumentException($"The engine does not know {command.GetType().Name}.", nameof(command));
        }
    }

    private Reply PushMany(PushManyCommand command)
    {
        var refused = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (jobId, error) in command.Refused)
        {
            refused[jobId] = error;
        }

        foreach (var job in command.Jobs)
        {
            if (_pushes.Push(job) is { } refusal)
            {
                refused[job.JobId] = refusal;
            }
        }

        return JsonReply.OfRefusals(refused);
    }

    /// <summary>"Not unique" is a code of its own, so that clients can tell it from errors.</summary>
    private static Reply Refused(string refusal) => refusal == PushRules.NotUnique ? Reply.NotUnique : Reply.Error(refusal);

    /// <summary>Jobs, batches, keys and counters go; workers and waiting FETCHes stay (BEHAVIOUR 2.8).</summary>
    private Reply Flush()
    {
        _batches.Clear();
        _jobs.Clear();
        _locks.Clear();
        _mutations.Clear();
        _removals.Clear();
        _cancellations.Clear();
        _cancelledJobs.Clear();
        _lifetimes.Clear();
        _context.Settled.Clear();
        _context.Counters.Clear();
        _context.Changes.Clear();
        _cron.OnFlushed();
        return Reply.Ok;
    }
}
