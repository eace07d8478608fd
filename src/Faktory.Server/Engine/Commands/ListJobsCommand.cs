namespace Faktory.Server.Engine;

/// <summary>From inside the process, for tests: every live job. Replies a <see cref="JobListReply"/>.</summary>
internal sealed class ListJobsCommand(Session session) : Command(session);
