using System.Buffers;
using System.Text;
using Faktory.Protocol;

namespace Faktory.Server.Engine;

/// <summary>A fetched job: its payload with <c>enqueued_at</c> and <c>failure</c> spliced in.</summary>
/// <param name="job">The job id's hash.</param>
/// <param name="reservation">The number of the reservation, so that only this one can be returned.</param>
/// <param name="payload">The canonical JSON.</param>
/// <param name="enqueuedAt">UTC.</param>
/// <param name="failure">Null when it never failed.</param>
internal sealed class JobReply(JobHash job, long reservation, byte[] payload, DateTime enqueuedAt, FailureRecord? failure) : Reply
{
    public JobHash Job => job;

    public long Reservation => reservation;

    public override void WriteTo(IBufferWriter<byte> output)
    {
        var time = WireTime.Format(enqueuedAt);
        var length = payload.Length + EnqueuedAt.Length + time.Length + 1;
        if (failure is not null)
        {
            length += Failure.Length + failure.Json.Length;
        }

        ReplyWriter.WriteBulkHeader(output, length);
        output.Write(payload.AsSpan(0, payload.Length - 1));
        output.Write(EnqueuedAt);
        Encoding.ASCII.GetBytes(time, output);
        output.Write("\""u8);
        if (failure is not null)
        {
            output.Write(Failure);
            output.Write(failure.Json);
        }

        output.Write("}\r\n"u8);
    }

    public static ReadOnlySpan<byte> EnqueuedAt => ",\"enqueued_at\":\""u8;

    public static ReadOnlySpan<byte> Failure => ",\"failure\":"u8;
}
