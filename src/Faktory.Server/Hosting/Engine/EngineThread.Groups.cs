using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>Groups: where one ends, when it is committed, when its replies leave (DESIGN rule 2).</summary>
internal sealed partial class EngineThread
{
    /// <summary>After so long without a commit the store may do longer housekeeping.</summary>
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(5);

    private readonly List<ReturnCommand> _returns = [];
    private int _applied;
    private DateTime _since;
    private CommandGroup? _inFlight;
    private bool _isStoreBusy = true;
    private DateTime? _idleAt;

    /// <summary>Before the first load commands wait; while there is no store they are refused.</summary>
    private bool HasRoom => _machine is null ? _loaded.Task.IsCompleted : (_applied < CommandGroup.MaxCommands && _machine.PendingBytes < CommandGroup.MaxBytes);

    private void HandOver()
    {
        if (_machine is { Notices.Count: > 0 })
        {
            LogNotices(_machine);
        }

        if (_machine is { Dismissed.Count: > 0 })
        {
            _machine.Dismissed.ForEach(session => session.Outlet?.Abort());
            _machine.Dismissed.Clear();
        }

        if (_machine is { HasChanges: true } && !_isStoreBusy)
        {
            Commit(_machine);
        }
        else if (_machine is { HasChanges: false } && _inFlight is null && _applied > 0)
        {
            metrics.OnReleased(_machine.Answered, _since, clock.Now());
            _replies.Release(_machine.Answered);
            _machine.Answered.Clear();
            _returns.Clear();
            _applied = 0;
        }

        if (_machine is not null && !_isStoreBusy && _idleAt <= clock.Now())
        {
            _isStoreBusy = true;
            _idleAt = null;
            store.MaintainIdle();
            heap.OnIdle(_machine);
        }
    }

    private void Commit(StateMachine machine)
    {
        _inFlight = new CommandGroup(machine.TakeChanges(), [.. machine.Answered], [.. _returns]) { Since = _since };
        machine.Answered.Clear();
        _returns.Clear();
        _applied = 0;
        _isStoreBusy = true;
        _idleAt = null;
        store.Commit(_inFlight);
        heap.OnCommit(machine);
    }

    private void LogNotices(StateMachine machine)
    {
        foreach (var notice in machine.Notices)
        {
            logger.Log(notice);
        }

        machine.Notices.Clear();
    }

    private void OnCommitted(CommandGroup group)
    {
        _inFlight = null;
        _isStoreBusy = false;
        _idleAt = clock.Now() + IdleAfter;
        if (_machine is { HasChanges: true })
        {
            // The disk goes on before this thread is busy with the connections.
            Commit(_machine);
        }

        metrics.OnReleased(group.Answered, group.Since, clock.Now());
        _replies.Release(group.Answered);
    }
}
