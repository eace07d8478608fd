using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>A failing store never makes a reply lie (DESIGN rule 4).</summary>
internal sealed partial class EngineThread
{
    private readonly List<Command> _refused = [];

    /// <summary>Each names a reservation that is durable and that nobody else would end before its time.</summary>
    private readonly List<ReturnCommand> _lostReturns = [];

    /// <summary>Whether a call of the store was given up: whatever it still does is of no more interest.</summary>
    private bool _isAbandoned;

    private void OnStoreFailed(StateMachine machine, Exception error)
    {
        logger.StoreFailed(store.Location, error);
        Discard(machine, error, $"The store {store.Location} failed: {error.Message}");
    }

    private void OnEngineFaulted(StateMachine machine, string command, Exception error)
    {
        logger.EngineFaulted(command, store.Location, error);
        Discard(machine, error, $"The engine failed at a {command} and is loaded again: {error.Message}");
    }

    private void OnStoreStalled(TimeSpan duration)
    {
        logger.StoreStalled(store.Location, (long)duration.TotalSeconds);
        health.Set(EngineState.Stalled, $"The store {store.Location} has not answered for {duration.TotalSeconds:0} s.");
    }

    /// <summary>Whether the group became durable is not known, and nobody can be told: the process ends, the next one reads it from the store.</summary>
    private void OnStoreHung(TimeSpan duration)
    {
        logger.StoreHung(store.Location, (long)duration.TotalSeconds);
        if (_machine is { } machine)
        {
            Drop(machine);
        }

        health.Set(EngineState.Failed, $"The store {store.Location} has not answered for {duration.TotalSeconds:0} s.");
        _isAbandoned = true;
        store.Abandon();
        stopper.StopAsFailed();
    }

    private void Discard(StateMachine machine, Exception error, string message)
    {
        health.Set(EngineState.Recovering, message);
        Drop(machine);
        store.Recover(error);
    }

    /// <summary>What was applied is never answered, what was not is refused, and the engine is thrown away.</summary>
    private void Drop(StateMachine machine)
    {
        Command[] applied = [.. _inFlight?.Answered ?? [], .. machine.Answered];
        var aborted = ReplyRelease.Abort(applied);
        _replies.Refuse([.. machine.Parked.Where(command => !aborted.Contains(command.Session))], ReplyRelease.Unavailable);
        _lostReturns.AddRange([.. _inFlight?.Returns ?? [], .. _returns]);
        _returns.Clear();
        (_machine, _inFlight, _isStoreBusy, _applied, _idleAt) = (null, null, true, 0, null);
    }

    private void RefuseWaiting()
    {
        while (HasWaiting)
        {
            var command = _waiting[_next++];
            Observe(command);
            _refused.Add(command);
        }

        _lostReturns.AddRange(_refused.OfType<ReturnCommand>());
        _replies.Refuse(_refused, ReplyRelease.Unavailable);
        _refused.Clear();
    }

    /// <summary>Keeps what an engine that takes over has to be told, also of commands that no engine applies.</summary>
    private void Observe(Command command)
    {
        _sessions.Observe(command);
        settings.Observe(command);
    }

    private void OnLoaded(StateMachine machine)
    {
        try
        {
            machine.FinishLoading(clock.Now(), isNewProcess: !_loaded.Task.IsCompleted, settings.Cron);
        }
        catch (Exception error)
        {
            OnUnusable(error);
            return;
        }

        (_machine, _isStoreBusy) = (machine, false);
        if (!Reintroduce(machine))
        {
            return;
        }

        if (_loaded.Task.IsCompleted)
        {
            logger.Recovered(store.Location);
        }

        health.Set(EngineState.Ready, "Ready.");
        _loaded.TrySetResult();
    }

    /// <summary>Tells a new engine which throttles are in force, who is connected and what was given back meanwhile. Nobody waits for these replies.</summary>
    /// <returns>False when the engine failed at it.</returns>
    private bool Reintroduce(StateMachine machine)
    {
        Command[] commands =
        [
            .. settings.Throttles is { } throttles ? (Command[])[throttles] : [],
            .. _sessions.All.Select(session => new HelloCommand(session)),
            .. _lostReturns.Select(lost => new ReturnCommand(lost.Session, lost.Jobs)),
        ];
        _lostReturns.Clear();
        foreach (var command in commands)
        {
            Apply(machine, command);
            if (_machine is null)
            {
                return false;
            }

            machine.Answered.Clear();
        }

        return true;
    }

    /// <summary>Rows from which no engine can be made: an error at start, another attempt later.</summary>
    private void OnUnusable(Exception error)
    {
        if (!_loaded.TrySetException(store.Unreadable(error)))
        {
            logger.EngineFaulted("load", store.Location, error);
            store.Recover(error);
        }
    }

    private void OnGaveUp(Exception error)
    {
        health.Set(EngineState.Failed, $"The store {store.Location} cannot be used: {error.Message}");
        if (!_loaded.TrySetException(error))
        {
            logger.GaveUp(store.Location, error);
            stopper.StopAsFailed();
        }
    }
}
