using System.IO.Pipelines;
using Faktory.Server.Engine;

namespace Faktory.Server.Connections;

/// <summary>
/// One connection: handshake, then commands into the engine and replies out of it, in order. The reader and the writer
/// run side by side; the engine's host only wakes the writer.
/// </summary>
/// <param name="pipe">The bytes. Whoever calls <see cref="RunAsync"/> completes both sides after it.</param>
/// <param name="environment">What all connections share.</param>
/// <param name="isInProcess">Whether it cannot outlive the process.</param>
/// <param name="abort">Cuts the connection below the pipes. Must not throw.</param>
internal sealed class FaktoryConnection(IDuplexPipe pipe, ConnectionEnvironment environment, bool isInProcess, Action abort) : IReplyOutlet
{
    private readonly ReplyQueue _replies = new();
    private volatile CommandInput? _input;
    private volatile ReplyOutput? _output;
    private volatile bool _isStopping;
    private volatile bool _isAborted;

    /// <summary>Serves the connection until it ends.</summary>
    public async Task RunAsync()
    {
        // Whoever is in this process could read the password anyway, so its own clients need none.
        if (await Handshake.RunAsync(pipe, environment, isInProcess ? null : environment.Options.Password) is not { } hello)
        {
            return;
        }

        var session = new Session { Outlet = this, Worker = hello.Worker, IsInProcess = isInProcess };
        _input = new CommandInput(pipe.Input, session, environment, _replies);
        _output = new ReplyOutput(pipe.Output, session, environment, _replies, _input);
        Welcome(session, environment.Registry.Enter());
        try
        {
            await ServeAsync(_input, _output);
        }
        finally
        {
            environment.Commands.Post([new GoodbyeCommand(session)]);
            environment.Registry.Leave();
        }
    }

    public void OnReleased() => _output?.OnReleased();

    public void Abort()
    {
        _isAborted = true;
        _output?.Cut();
        CutInput();
        abort();
    }

    /// <summary>The server stops: FETCHes end, the next command is refused, the rest is answered; then the connection ends.</summary>
    public void BeginStop()
    {
        _isStopping = true;
        if (_input is { } input)
        {
            input.BeginStop();
        }
        else
        {
            pipe.Input.CancelPendingRead();
        }
    }

    private static async Task ServeAsync(CommandInput input, ReplyOutput output)
    {
        var writing = output.RunAsync();
        try
        {
            await input.RunAsync(onAnswered: output.OnReleased);
        }
        catch
        {
            // What was read and never reached the engine will not be answered: waiting for it would keep the connection for ever.
            output.Cut();
            throw;
        }
        finally
        {
            output.Complete();
            await writing;
        }
    }

    private void Welcome(Session session, long connections)
    {
        var hello = new HelloCommand(session);
        _replies.Add(hello, 0);
        environment.Commands.Post([hello]);
        if (!isInProcess && connections > environment.Options.MaxConnections)
        {
            environment.Registry.CountRefusedByLimit();
            _input!.Refuse($"too many connections: {environment.Options.MaxConnections}");
        }

        // Both may have been asked for while the handshake was under way.
        if (_isStopping)
        {
            _input!.BeginStop();
        }

        if (_isAborted)
        {
            _output!.Cut();
            _input!.Cut();
        }
    }

    private void CutInput()
    {
        if (_input is { } input)
        {
            input.Cut();
        }
        else
        {
            pipe.Input.CancelPendingRead();
        }
    }
}
