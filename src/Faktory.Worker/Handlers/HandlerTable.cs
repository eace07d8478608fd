using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Worker;

/// <summary>Which handler runs a job type. Made once at start, when everything about the handlers is checked.</summary>
internal sealed class HandlerTable
{
    private readonly Dictionary<string, HandlerDescriptor> _byType;

    private HandlerTable(Dictionary<string, HandlerDescriptor> byType) => _byType = byType;

    /// <summary>The queues that the handlers' own jobs go to.</summary>
    public IEnumerable<string> Queues => _byType.Values.Select(handler => handler.Defaults.Queue ?? Job.DefaultQueue).Distinct(StringComparer.Ordinal);

    /// <summary>All handlers.</summary>
    public IReadOnlyCollection<HandlerDescriptor> Handlers => _byType.Values;

    /// <summary>Finds a job type's handler.</summary>
    public bool TryGet(string jobType, [NotNullWhen(true)] out HandlerDescriptor? handler) => _byType.TryGetValue(jobType, out handler);

    /// <summary>Checks the handlers and puts them in a table.</summary>
    /// <param name="worker">The worker's name, for the message.</param>
    /// <param name="handlers">The handlers.</param>
    /// <param name="services">Knows which types are services.</param>
    /// <param name="json">How arguments are read.</param>
    /// <exception cref="FaktoryException">Something is wrong with them; the message lists everything.</exception>
    public static HandlerTable Create(string worker, IReadOnlyList<HandlerRegistration> handlers, IServiceProviderIsService services, JsonSerializerOptions json)
    {
        json.MakeReadOnly(populateMissingResolver: true);
        var errors = new List<string>();
        var byType = new Dictionary<string, HandlerDescriptor>(StringComparer.Ordinal);
        foreach (var handler in handlers)
        {
            foreach (var descriptor in HandlerCheck.Describe(handler, services, json, errors))
            {
                if (!byType.TryAdd(descriptor.Defaults.JobType, descriptor))
                {
                    errors.Add($"Job type \"{descriptor.Defaults.JobType}\" has two handlers, {byType[descriptor.Defaults.JobType].Name} and {descriptor.Name}; a job type has exactly one.");
                }
            }
        }

        if (handlers.Count == 0)
        {
            errors.Add("It has no handlers. Call AddHandler<THandler>(), AddHandlersFromAssemblyContaining<T>() or MapJob(…) on the result of AddFaktoryWorker().");
        }

        return errors.Count == 0
            ? new HandlerTable(byType)
            : throw new FaktoryException($"{WorkerNames.Describe(worker)} cannot start:{string.Concat(errors.Select(error => Environment.NewLine + "- " + error))}");
    }
}
