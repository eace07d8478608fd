using System.Globalization;
using Faktory.Server.Engine;

namespace Faktory.Server.Commands;

/// <summary>The canonical JSON of a job (see <see cref="JobDraft.Payload"/>): fixed order, <c>custom</c> last, one array of the exact size.</summary>
internal static class JobPayload
{
    public const int DefaultRetry = 25;

    private const int MaxNumbersBytes = 128;

    public static ReadOnlySpan<byte> DefaultQueue => "default"u8;

    /// <param name="job">Validated.</param>
    /// <param name="custom">What stands for its custom object; empty for none.</param>
    /// <param name="hasId">Whether the job id is written.</param>
    /// <param name="now">UTC; its time of creation when it has none.</param>
    public static byte[] Build(in JobFields job, ReadOnlySpan<byte> custom, bool hasId, DateTime now)
    {
        var queue = job.Queue.IsEmpty ? DefaultQueue : job.Queue.Value;
        var args = job.Args.IsEmpty ? "[]"u8 : job.Args;
        Span<byte> time = stackalloc byte[WireTime.MaxLength];
        var createdAt = job.CreatedAt.IsEmpty ? time[..WireTime.Format(now, time)] : job.CreatedAt.Encoded;
        Span<byte> numbers = stackalloc byte[MaxNumbersBytes];
        numbers = numbers[..WriteNumbers(job, numbers)];

        var length = (hasId ? "{\"jid\":\"\",\"queue\":\""u8.Length + job.JobId.Encoded.Length : "{\"queue\":\""u8.Length)
            + queue.Length + "\",\"jobtype\":\""u8.Length + job.JobType.Encoded.Length
            + "\",\"args\":"u8.Length + args.Length + numbers.Length
            + ",\"created_at\":\"\""u8.Length + createdAt.Length
            + (job.At.IsEmpty ? 0 : ",\"at\":\"\""u8.Length + job.At.Encoded.Length)
            + (custom.IsEmpty ? 0 : ",\"custom\":"u8.Length + custom.Length) + 1;
        var payload = GC.AllocateUninitializedArray<byte>(length);
        var rest = payload.AsSpan();
        if (hasId)
        {
            Append(ref rest, "{\"jid\":\""u8, job.JobId.Encoded);
            Append(ref rest, "\",\"queue\":\""u8, queue);
        }
        else
        {
            Append(ref rest, "{\"queue\":\""u8, queue);
        }

        Append(ref rest, "\",\"jobtype\":\""u8, job.JobType.Encoded);
        Append(ref rest, "\",\"args\":"u8, args);
        Append(ref rest, numbers, ",\"created_at\":\""u8);
        Append(ref rest, createdAt, "\""u8);
        if (!job.At.IsEmpty)
        {
            Append(ref rest, ",\"at\":\""u8, job.At.Encoded);
            Append(ref rest, "\""u8, default);
        }

        if (!custom.IsEmpty)
        {
            Append(ref rest, ",\"custom\":"u8, custom);
        }

        Append(ref rest, "}"u8, default);
        return payload;
    }

    private static int WriteNumbers(in JobFields job, Span<byte> destination)
    {
        var rest = destination;
        AppendNumber(ref rest, ",\"retry\":"u8, job.Retry ?? DefaultRetry);
        if (job.ReserveFor != 0)
        {
            AppendNumber(ref rest, ",\"reserve_for\":"u8, job.ReserveFor);
        }

        if (job.Backtrace is { } backtrace and not 0)
        {
            AppendNumber(ref rest, ",\"backtrace\":"u8, backtrace);
        }

        return destination.Length - rest.Length;
    }

    private static void AppendNumber(ref Span<byte> rest, scoped ReadOnlySpan<byte> name, long value)
    {
        Append(ref rest, name, default);
        value.TryFormat(rest, out var written, provider: CultureInfo.InvariantCulture);
        rest = rest[written..];
    }

    private static void Append(ref Span<byte> rest, scoped ReadOnlySpan<byte> first, scoped ReadOnlySpan<byte> second)
    {
        first.CopyTo(rest);
        rest = rest[first.Length..];
        second.CopyTo(rest);
        rest = rest[second.Length..];
    }
}
