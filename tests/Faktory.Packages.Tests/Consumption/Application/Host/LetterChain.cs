using Faktory;

/// <summary>Write, seal, send: three stages, each added by the callback of the one before.</summary>
public static class LetterChain
{
    public static Task<string> StartAsync(IFaktoryClient jobs, string name) => jobs.StartBatchAsync(new Batch($"letter to {name}")
    {
        Key = $"letter-{name}",
        Success = Job.For<Finish>(),
        Children = [new Batch("1 write") { Jobs = [Job.For<Work>("write")], Success = Job.For<Written>() }],
    });
}

[JobHandler("letter.work")]
public sealed class Work(Journal journal) : IJobHandler<string>
{
    public Task HandleAsync(string what, JobContext context, CancellationToken cancellationToken)
    {
        journal.Add(what);
        return Task.CompletedTask;
    }
}

[JobHandler("letter.written")]
public sealed class Written : IJobHandler
{
    public Task HandleAsync(JobContext context, CancellationToken cancellationToken) =>
        context.AddStageAsync(new Batch("2 seal") { Jobs = [Job.For<Work>("seal")], Success = Job.For<Sealed>() }, cancellationToken);
}

[JobHandler("letter.sealed")]
public sealed class Sealed : IJobHandler
{
    public Task HandleAsync(JobContext context, CancellationToken cancellationToken) =>
        context.AddStageAsync(new Batch("3 send") { Jobs = [Job.For<Work>("send")] }, cancellationToken);
}

[JobHandler("letter.finished")]
public sealed class Finish(Journal journal) : IJobHandler
{
    public Task HandleAsync(JobContext context, CancellationToken cancellationToken)
    {
        journal.Finish();
        return Task.CompletedTask;
    }
}
