using System.Threading.Channels;
using Faktory.Server.Engine;

namespace Faktory.Server.Tests.Connections;

/// <summary>Stands in for the engine: the test decides when a command is answered, and how.</summary>
internal sealed class FakeCommandQueue : ICommandQueue
{
    /// <summary>What should come comes at once; without this a wrong server would hang the test instead of failing it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Command> _posted = Channel.CreateUnbounded<Command>();
    private int _posts;

    /// <summary>Answers at once what it gives a reply for; null leaves the command to the test.</summary>
    public Func<Command, Reply?> Respond { get; set; } = static command => command is HelloCommand ? Reply.Ok : null;

    /// <summary>How often something was posted.</summary>
    public int Posts => Volatile.Read(ref _posts);

    public void Post(ReadOnlySpan<Command> commands)
    {
        Interlocked.Increment(ref _posts);
        foreach (var command in commands)
        {
            _posted.Writer.TryWrite(command);
            if (Respond(command) is { } reply)
            {
                Release((command, reply));
            }
        }
    }

    /// <summary>The next command that was posted.</summary>
    public async Task<Command> NextAsync() => await _posted.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
        .WaitAsync(Patience, TestContext.Current.CancellationToken);

    public async Task<T> NextAsync<T>()
        where T : Command => Assert.IsType<T>(await NextAsync());

    public bool TryNext(out Command? command) => _posted.Reader.TryRead(out command);

    /// <summary>Releases answered commands of one connection together, as one group of the engine does.</summary>
    public static void Release(params (Command Command, Reply Reply)[] answered)
    {
        foreach (var (command, reply) in answered)
        {
            command.Reply = reply;
            command.IsReleased = true;
        }

        answered[0].Command.Session.Outlet!.OnReleased();
    }
}
