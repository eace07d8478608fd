using Faktory.Server.Engine;

namespace Faktory.Server.Hosting;

/// <summary>Asks the engine something from inside the process, by the rules of any client: the answer comes when it is durable. Safe from any thread.</summary>
internal sealed class EngineQuery(ICommandQueue engine)
{
    /// <returns>The reply, which may be an error; null when it was lost with a failing store.</returns>
    public Task<Reply?> AskAsync(Func<Session, Command> create)
    {
        var question = new Question(create);
        engine.Post([question.Command]);
        return question.Answer;
    }

    private sealed class Question : IReplyOutlet
    {
        private readonly TaskCompletionSource<Reply?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Question(Func<Session, Command> create) => Command = create(new Session { Outlet = this, IsInProcess = true });

        public Command Command { get; }

        public Task<Reply?> Answer => _answer.Task;

        public void OnReleased() => _answer.TrySetResult(Command.Reply);

        public void Abort() => _answer.TrySetResult(null);
    }
}
