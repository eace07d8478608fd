using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Faktory.Worker;

/// <summary>Checks the settings of workers at start; every message names the key.</summary>
internal sealed class FaktoryWorkerOptionsValidator(IOptions<HostOptions> host) : IValidateOptions<FaktoryWorkerOptions>
{
    /// <summary>What a stopping worker needs after <see cref="FaktoryWorkerOptions.ShutdownTimeout"/>: to cancel, and to hand back.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private const int MostSlots = 10_000;

    public ValidateOptionsResult Validate(string? name, FaktoryWorkerOptions options)
    {
        var section = WorkerNames.Section(name ?? "");
        var errors = new List<string>();
        if (options.Concurrency is < 1 or > MostSlots)
        {
            errors.Add($"{section}:Concurrency must be 1 to {MostSlots}, but is {options.Concurrency}.");
        }

        if (options.Queues is { } queues)
        {
            CheckQueues(section, queues, errors);
        }

        if (options.JobTimeout <= TimeSpan.Zero)
        {
            errors.Add($"{section}:JobTimeout must be positive, but is {options.JobTimeout}.");
        }

        if (options.ShutdownTimeout < TimeSpan.Zero)
        {
            errors.Add($"{section}:ShutdownTimeout must not be negative, but is {options.ShutdownTimeout}.");
        }
        else if (host.Value.ShutdownTimeout - Farewell < options.ShutdownTimeout)
        {
            errors.Add($"{section}:ShutdownTimeout is {options.ShutdownTimeout}; with the {Farewell.TotalSeconds} s that handing back takes it does not fit HostOptions.ShutdownTimeout, which is {host.Value.ShutdownTimeout}. Shorten the one or lengthen the other.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckQueues(string section, string queues, List<string> errors)
    {
        try
        {
            QueueList.Parse(queues, new Random(0));
        }
        catch (FormatException exception)
        {
            errors.Add($"{section}:Queues is \"{queues}\": {exception.Message}");
        }
    }
}
