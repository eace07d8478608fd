using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

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
    /// <param name="handlers">The handler classes.</param>
    /// <param name="json">How arguments are read.</param>
    /// <exception cref="FaktoryException">Something is wrong with them; the message lists everything.</exception>
    public static HandlerTable Create(string worker, IReadOnlyList<Type> handlers, JsonSerializerOptions json)
    {
        json.MakeReadOnly(populateMissingResolver: true);
        var errors = new List<string>();
        var byType = new Dictionary<string, HandlerDescriptor>(StringComparer.Ordinal);
        foreach (var handler in handlers)
        {
            foreach (var descriptor in Describe(handler, json, errors))
            {
                if (!byType.TryAdd(descriptor.Defaults.JobType, descriptor))
                {
                    errors.Add($"Job type \"{descriptor.Defaults.JobType}\" has two handlers, {byType[descriptor.Defaults.JobType].HandlerType} and {handler}; a job type has exactly one.");
                }
            }
        }

        if (handlers.Count == 0)
        {
            errors.Add("It has no handlers. Call AddHandler<THandler>() or AddHandlersFromAssemblyContaining<T>() on the result of AddFaktoryWorker().");
        }

        return errors.Count == 0
            ? new HandlerTable(byType)
            : throw new FaktoryException($"{WorkerNames.Describe(worker)} cannot start:{string.Concat(errors.Select(error => Environment.NewLine + "- " + error))}");
    }

    private static IEnumerable<HandlerDescriptor> Describe(Type handler, JsonSerializerOptions json, List<string> errors)
    {
        if (handler.IsAbstract || handler.IsInterface || handler.ContainsGenericParameters)
        {
            errors.Add($"{handler} cannot be a handler, because it is abstract, an interface or an open generic type.");
            return [];
        }

        var contracts = HandlerContract.Of(handler);
        if (contracts is not [var contract])
        {
            errors.Add(contracts.Count == 0
                ? $"{handler} implements none of IJobHandler, IJobHandler<TArgs> and IJobHandler<TArgs, TResult>."
                : $"{handler} implements {contracts.Count} handler interfaces; make it one class per kind of arguments.");
            return [];
        }

        var types = HandlerAttributes.Read(handler, contract.Arguments, errors);
        try
        {
            var invoke = HandlerInvoker.Create(handler, contract, json);
            return types.Select(type => new HandlerDescriptor(type, handler, invoke));
        }
        catch (UnbindableArgumentsException unbindable)
        {
            errors.Add($"{handler}: {unbindable.Message}");
            return [];
        }
    }
}
