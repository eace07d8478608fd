using Faktory.Server.Engine;
using Microsoft.Extensions.Logging;

namespace Faktory.Server.Hosting;

/// <summary>
/// The engine thread: applies what waits, hands each group to the commit thread, and lets its replies leave once it is
/// durable. While one group is being committed the next is applied.
/// </summary>
internal sealed partial class EngineThread(
    Mailbox mailbox,
    StoreThread store,
    ResultReader results,
    EngineClock clock,
    ISeedSource seeds,
    LiveSettings settings,
    MemoryGuard memory,
    HeapKeeper heap,
    EngineHealth health,
    EngineMetrics metrics,
    IProcessStopper stopper,
    ILogger logger)
{
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReplyRelease _replies = new(results);
    private readonly LiveSessions _sessions = new();
    private List<Command> _waiting = [];
    private List<Command> _spare = [];
    private int _next;

    /// <summary>Null while there is no store.</summary>
    private StateMachine? _machine;

    /// <summary>Completes when the first load is done; fails when the store cannot be opened.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Completes when everything is answered and the store is closed.</summary>
    public Task Ended => _ended.Task;

    private bool HasWaiting => _next < _waiting.Count;

    private bool IsDone => !HasWaiting && _inFlight is null && _machine is not { HasChanges: true };

    public void Run()
    {
        var hasDueWork = false;
        var isStopping = false;
        while (true)
        {
            // While it stops, a request to stop must not end the wait for the store.
            var canApply = HasRoom && !(isStopping && _isStoreBusy && _machine is not null);
            var hasWork = canApply && (HasWaiting || hasDueWork);
            var mail = mailbox.Take(_spare, takeCommands: canApply && !HasWaiting, wait: !hasWork, isCommitting: _inFlight is not null);
            isStopping = mail.IsStopping;
            Receive(mail);
            ApplyWaiting();
            hasDueWork = ApplyDue();
            HandOver();
            if (isStopping && IsDone && mailbox.TryClose())
            {
                End();
                return;
            }
        }
    }

    private void Receive(Mail mail)
    {
        if (mail.Rang)
        {
            clock.OnRang();
        }

        if (mail.Commands != _spare)
        {
            (_waiting, _spare, _next) = (mail.Commands, _waiting, 0);
            _spare.Clear();
        }

        switch (mail.Event)
        {
            case StoreEvent.Committed committed when committed.Group == _inFlight:
                OnCommitted(committed.Group);
                break;
            case StoreEvent.Maintained when _machine is not null:
                _isStoreBusy = false;
                break;
            case StoreEvent.Failed failed when _machine is not null:
                OnStoreFailed(_machine, failed.Error);
                break;
            case StoreEvent.Stalled stalled when _machine is not null:
                OnStoreStalled(stalled.For);
                break;
            case StoreEvent.Resumed when _machine is not null && health.State == EngineState.Stalled:
                health.Set(EngineState.Ready, "Ready.");
                break;
            case StoreEvent.Hung hung:
                OnStoreHung(hung.For);
                break;
            case StoreEvent.Loaded loaded when !_isAbandoned:
                OnLoaded(loaded.Machine);
                break;
            case StoreEvent.GaveUp gaveUp when !_isAbandoned:
                OnGaveUp(gaveUp.Error);
                break;
        }
    }

    private void ApplyWaiting()
    {
        if (_machine is null)
        {
            RefuseWaiting();
        }

        // A finished commit is not left waiting for the rest of a long group.
        while (_machine is not null && HasWaiting && HasRoom && !mailbox.HasEvents)
        {
            var command = _waiting[_next++];
            Observe(command);
            if (memory.Refuse(command) is { } full)
            {
                Begin(command);
                command.Reply = full;
                _machine.Answered.Add(command);
            }
            else
            {
                Apply(_machine, command);
            }
        }
    }

    /// <summary>One slice of what is due, so that it takes turns with the commands that came meanwhile.</summary>
    /// <returns>Whether more is due now.</returns>
    private bool ApplyDue()
    {
        var now = clock.Now();
        if (HasRoom && _machine?.NextTick <= now)
        {
            Apply(_machine, new TickCommand { IsFull = _machine.NextCron <= now && memory.IsFull() });
        }

        var next = _machine?.NextTick;
        if (next <= clock.Now())
        {
            return true;
        }

        clock.Arm(_idleAt is { } idle && (next is null || idle < next) ? idle : next);
        return false;
    }

    /// <summary>A boundary: whatever the engine throws means that its state cannot be trusted, and it is loaded again.</summary>
    private void Apply(StateMachine machine, Command command)
    {
        Begin(command);
        command.Seed = seeds.Next();
        if (command is ReturnCommand given)
        {
            _returns.Add(given);
        }

        try
        {
            machine.Apply(command);
        }
        catch (Exception error)
        {
            machine.Answered.Add(command);
            OnEngineFaulted(machine, command.GetType().Name, error);
        }
    }

    private void Begin(Command command)
    {
        command.Now = clock.Now();
        if (_applied++ == 0)
        {
            _since = command.Now;
        }
    }

    private void End()
    {
        Command[] parked = [.. _machine?.Parked ?? []];
        foreach (var command in parked)
        {
            command.Reply = Reply.Null;
        }

        _replies.Release(parked);
        results.Stop();
        store.Stop();
        health.Set(EngineState.Stopped, "The server has stopped.");
        _ended.SetResult();
    }
}
