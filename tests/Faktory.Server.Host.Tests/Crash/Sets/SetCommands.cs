namespace Faktory.Server.Host.Tests.Crash.Sets;

/// <summary>The commands that every scenario knows.</summary>
internal static class SetCommands
{
    public static SetCommand Push(string jobId, string queue, JobPlace to = JobPlace.Queue, string extra = "", string custom = "", int argument = 0) => new(
        $$$"""PUSH {"jid":"{{{jobId}}}","jobtype":"Work","args":[{{{argument}}}],"queue":"{{{queue}}}","custom":{"track":1{{{custom}}}}{{{extra}}}}""",
        Ok,
        (world, _) => world.Move(jobId, to));

    /// <summary>Fetches the job that must be at the head of the queue.</summary>
    public static SetCommand Fetch(string jobId, params string[] queues) => new(
        "FETCH " + string.Join(' ', queues),
        reply => reply.Contains($"\"jid\":\"{jobId}\"", StringComparison.Ordinal),
        (world, _) => world.Move(jobId, JobPlace.Working));

    public static SetCommand Ack(string jobId) => Report("ACK", jobId, JobPlace.Gone);

    public static SetCommand Fail(string jobId, JobPlace to) => Report("FAIL", jobId, to);

    /// <summary>Back to the head of its queue.</summary>
    public static SetCommand Requeue(string jobId, JobPlace to = JobPlace.Queue) => new(
        $$"""REQUEUE {"jid":"{{jobId}}"}""", Ok, (world, _) => world.Move(jobId, to, toHead: true));

    public static SetCommand Mutate(string operation, JobPlace set, string jobId) => new(
        $$$"""MUTATE {"cmd":"{{{operation}}}","target":"{{{set.ToString().ToLowerInvariant()}}}","filter":{"jids":["{{{jobId}}}"]}}""",
        Ok,
        (world, _) => world.Move(jobId, operation switch { "requeue" => JobPlace.Queue, "kill" => JobPlace.Dead, _ => JobPlace.Gone }));

    public static bool Ok(string reply) => reply == "+OK";

    private static SetCommand Report(string verb, string jobId, JobPlace to) => new(
        $$"""{{verb}} {"jid":"{{jobId}}"}""", Ok, (world, _) => world.Move(jobId, to));
}
