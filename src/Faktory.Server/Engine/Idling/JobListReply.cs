using System.Buffers;
using Faktory.Server.Storage;

namespace Faktory.Server.Engine;

/// <summary>The answer to a <see cref="ListJobsCommand"/>, which no client can send.</summary>
internal sealed class JobListReply(IReadOnlyList<JobView> jobs) : Reply
{
    public IReadOnlyList<JobView> Jobs => jobs;

    public override void WriteTo(IBufferWriter<byte> output) => throw new NotSupportedException("A list of jobs does not go over the wire.");
}

/// <param name="Payload">The job as JSON.</param>
/// <param name="Queue">The queue that it is in or goes to.</param>
/// <param name="State">Where it is.</param>
/// <param name="DueAt">When that changes by itself, UTC; default for never.</param>
/// <param name="Failure">Its latest failure.</param>
/// <param name="Bid">The batch that it counts in, or whose callback it is; null for none.</param>
/// <param name="IsPaused">Whether its queue is.</param>
internal sealed record JobView(byte[] Payload, string Queue, JobState State, DateTime DueAt, FailureRecord? Failure, string? Bid, bool IsPaused);
