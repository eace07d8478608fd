using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Faktory.Protocol;

/// <summary>What a server would refuse, said before it is asked and in the words of this library.</summary>
internal static partial class JobRules
{
    private const int MinimumIdBytes = 8;

    /// <exception cref="ArgumentException">The job cannot be pushed; the message says which property is wrong and what it may be.</exception>
    public static void Check(Job job, bool isCallback = false)
    {
        if (Find(job, isCallback) is { } problem)
        {
            throw new ArgumentException($"Job {job.Id} of type \"{job.Type}\": {problem}", nameof(job));
        }
    }

    private static string? Find(Job job, bool isCallback) =>
        string.IsNullOrEmpty(job.Type) ? "Type is empty; it names the handler."
        : job.Args.ValueKind != JsonValueKind.Array ? "Args must be a JSON array; use Job.Create or Job.From."
        : string.IsNullOrEmpty(job.Id) || Encoding.UTF8.GetByteCount(job.Id) < MinimumIdBytes ? $"Id must have at least {MinimumIdBytes} bytes."
        : job.At is not null && job.Delay is not null ? "At and Delay are both set; set one of them."
        : isCallback && job.Delay is not null ? "Delay has no meaning on a callback, which the server pushes when it is due; set At or nothing."
        : job.Delay < TimeSpan.Zero ? "Delay is negative."
        : job.ReserveFor is { } time && (time < TimeSpan.FromMinutes(1) || time > TimeSpan.FromDays(1)) ? $"ReserveFor is {time}; it may be 1 minute to 1 day."
        : job.UniqueFor <= TimeSpan.Zero ? "UniqueFor must be longer than zero."
        : job.ExpiresIn <= TimeSpan.Zero ? "ExpiresIn must be longer than zero."
        : job.Custom is { ValueKind: not JsonValueKind.Object } ? "Custom must be a JSON object."
        : !QueueName().IsMatch(job.Queue) ? $"the queue name \"{job.Queue}\" may hold only letters, digits, '.', '_' and '-'."
        : null;

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]+\z")]
    private static partial Regex QueueName();
}
