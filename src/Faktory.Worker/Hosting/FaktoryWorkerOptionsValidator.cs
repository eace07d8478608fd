using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Faktory.Worker;

/// <summary>Checks the settings of workers at start, all of them; every message names the key.</summary>
/// <param name="host">What the host grants when it stops.</param>
/// <param name="services">Knows which clients there are; null in a container that cannot say.</param>
internal sealed class FaktoryWorkerOptionsValidator(IOptions<HostOptions> host, IServiceProviderIsKeyedService? services = null) : IValidateOptions<FaktoryWorkerOptions>
{
    /// <summary>What a stopping worker needs after <see cref="FaktoryWorkerOptions.ShutdownTimeout"/>: to cancel, and to hand back.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    public ValidateOptionsResult Validate(string? name, FaktoryWorkerOptions options)
    {
        var section = WorkerNames.Section(name ?? "");
        var errors = new List<string>();
        CheckAnnotations(section, options, errors);
        if (options.Queues is { } queues)
        {
            CheckQueues(section, queues, errors);
        }

        if (host.Value.ShutdownTimeout - Farewell < options.ShutdownTimeout)
        {
            errors.Add($"{section}:ShutdownTimeout is {options.ShutdownTimeout}; with the {Farewell.TotalSeconds} s that handing back takes it does not fit HostOptions.ShutdownTimeout, which is {host.Value.ShutdownTimeout}. Shorten the one or lengthen the other.");
        }

        if (options.Client is { Length: > 0 } client && services?.IsKeyedService(typeof(IFaktoryClient), client) == false)
        {
            errors.Add($"{section}:Client is \"{client}\", but no such client was added; call AddFaktoryClient(\"{client}\").");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckAnnotations(string section, FaktoryWorkerOptions options, List<string> errors)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        errors.AddRange(
            from result in results
            from key in result.MemberNames
            let value = typeof(FaktoryWorkerOptions).GetProperty(key)!.GetValue(options) ?? "null"
            select string.Create(CultureInfo.InvariantCulture, $"{section}:{key} {result.ErrorMessage}, but is {value}."));
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
