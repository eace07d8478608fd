using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Testing.Tests.Hosts;

/// <summary>What the handlers of a test do, and the lines that they leave.</summary>
internal sealed class Story(Func<Story, JobContext, Task>? act = null)
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public void Tell(string line) => Lines.Enqueue(line);

    /// <summary>A worker whose handler does what the story says, for the job types "work", "next" and "done".</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton(this).AddFaktoryWorker().AddHandler<Actor>();

    private Task PlayAsync(JobContext context)
    {
        Tell(context.Job.Args.GetArrayLength() > 0 ? $"{context.Job.Type} {context.Job.Args[0]}" : context.Job.Type);
        return act?.Invoke(this, context) ?? Task.CompletedTask;
    }

    [JobHandler("work")]
    [JobHandler("next")]
    [JobHandler("done")]
    internal sealed class Actor(Story story) : IJobHandler
    {
        public Task HandleAsync(JobContext context, CancellationToken cancellationToken) => story.PlayAsync(context);
    }
}
