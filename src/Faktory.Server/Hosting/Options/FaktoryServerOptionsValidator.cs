using System.Net;
using Microsoft.Extensions.Options;

namespace Faktory.Server.Hosting;

/// <summary>Checks all settings at start and reports everything that is wrong at once, each with its key.</summary>
internal sealed class FaktoryServerOptionsValidator : IValidateOptions<FaktoryServerOptions>
{
    public const string Section = "Faktory:Server";

    private static readonly TimeSpan LongestReservation = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, FaktoryServerOptions options)
    {
        string[] failures =
        [
            .. Listen(options),
            .. Certificate(options.Certificate),
            .. Limits(options),
            .. Times(options),
            .. ThrottleValidator.Check(options.Throttles),
            .. CronEntries.Check(options),
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Listen(FaktoryServerOptions options)
    {
        if (string.IsNullOrEmpty(options.Listen))
        {
            yield break;
        }

        if (ListenAddress.Parse(options.Listen) is not { } endPoint)
        {
            yield return $"{Section}:Listen is \"{options.Listen}\"; it must be an IP address or localhost with a port, such as 127.0.0.1:7419, or empty for no TCP port.";
        }
        else if (!IPAddress.IsLoopback(endPoint.Address) && string.IsNullOrEmpty(options.Password) && !options.AllowInsecure)
        {
            yield return $"{Section}:Listen is \"{options.Listen}\", which other machines can reach, and {Section}:Password is not set. "
                + $"Set a password, listen on 127.0.0.1, or set {Section}:AllowInsecure to true.";
        }
    }

    private static IEnumerable<string> Certificate(FaktoryCertificateOptions certificate)
    {
        if (string.IsNullOrEmpty(certificate.Path))
        {
            if (!string.IsNullOrEmpty(certificate.KeyPath))
            {
                yield return $"{Section}:Certificate:KeyPath is set and {Section}:Certificate:Path is not; name the certificate too.";
            }

            yield break;
        }

        if (!File.Exists(certificate.Path))
        {
            yield return $"{Section}:Certificate:Path is \"{certificate.Path}\"; there is no such file.";
        }

        if (!string.IsNullOrEmpty(certificate.KeyPath) && !File.Exists(certificate.KeyPath))
        {
            yield return $"{Section}:Certificate:KeyPath is \"{certificate.KeyPath}\"; there is no such file.";
        }
    }

    private static IEnumerable<string> Limits(FaktoryServerOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
        {
            yield return $"{Section}:DataDirectory is empty; it must name a folder.";
        }

        if (!Enum.IsDefined(options.Durability))
        {
            yield return $"{Section}:Durability is {options.Durability}; it must be Full or Relaxed.";
        }

        if (options.MaxPayloadBytes is < 1024 or > 1024 * 1024 * 1024)
        {
            yield return $"{Section}:MaxPayloadBytes is {options.MaxPayloadBytes}; it must be between 1024 and 1073741824 (1 GiB).";
        }

        if (options.MaxConnections < 1)
        {
            yield return $"{Section}:MaxConnections is {options.MaxConnections}; it must be at least 1.";
        }

        if (options.MaxMemory < 1)
        {
            yield return $"{Section}:MaxMemory is {options.MaxMemory}; it must be a number of bytes above 0, or unset for 75 % of what the process may use.";
        }
    }

    private static IEnumerable<string> Times(FaktoryServerOptions options)
    {
        (string Key, TimeSpan Value)[] positive =
        [
            (nameof(options.RecoveryTimeout), options.RecoveryTimeout),
            (nameof(options.MinimumReservation), options.MinimumReservation),
            (nameof(options.RetryBase), options.RetryBase),
            (nameof(options.UncommittedBatchTtl), options.UncommittedBatchTtl),
            (nameof(options.WorkerLostAfter), options.WorkerLostAfter),
            (nameof(options.FinishedBatchRetention), options.FinishedBatchRetention),
        ];
        foreach (var (key, value) in positive)
        {
            if (value <= TimeSpan.Zero)
            {
                yield return $"{Section}:{key} is {value}; it must be longer than zero.";
            }
        }

        if (options.MinimumReservation > LongestReservation)
        {
            yield return $"{Section}:{nameof(options.MinimumReservation)} is {options.MinimumReservation}; no job can be reserved for more than one day.";
        }
    }
}
