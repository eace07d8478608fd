using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Worker;

/// <summary>Checks a handler at start and makes what runs it.</summary>
internal static class HandlerCheck
{
    /// <summary>Checks a handler.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="services">Knows which types are services.</param>
    /// <param name="json">How arguments are read.</param>
    /// <param name="errors">Receives what is wrong, for a person.</param>
    /// <returns>A descriptor for each job type that leads to it.</returns>
    public static IReadOnlyList<HandlerDescriptor> Describe(HandlerRegistration handler, IServiceProviderIsService services, JsonSerializerOptions json, List<string> errors)
    {
        CheckOptions(handler, errors);
        var (types, invoke) = handler switch
        {
            ClassRegistration { Class: var type, Options: var options } => OfClass(type, options, json, errors),
            DelegateRegistration mapped => OfDelegate(mapped, services, json, errors),
            _ => throw new ArgumentException($"{handler.Name} is a handler of no known kind.", nameof(handler)),
        };
        if (invoke is null)
        {
            return [];
        }

        var limit = handler.Options.MaxConcurrency is { } most and > 0 ? new HandlerLimit(most) : null;
        return [.. types.Select(type => new HandlerDescriptor(type with { Timeout = handler.Options.Timeout ?? type.Timeout }, handler.Name, invoke)
        {
            HandlerType = (handler as ClassRegistration)?.Class,
            IsMapped = handler is DelegateRegistration,
            Limit = limit,
            Errors = handler.Options.Errors,
        })];
    }

    private static void CheckOptions(HandlerRegistration handler, List<string> errors)
    {
        if (handler.Options.MaxConcurrency < 1)
        {
            errors.Add($"{handler.Name}: MaxConcurrency must be at least 1, but is {handler.Options.MaxConcurrency}.");
        }

        if (handler.Options.Timeout <= TimeSpan.Zero)
        {
            errors.Add($"{handler.Name}: Timeout must be positive, but is {handler.Options.Timeout}.");
        }

        if (handler is DelegateRegistration && handler.Options.Type is { } type)
        {
            errors.Add($"{handler.Name}: its options name the job type \"{type}\" as well; leave that out.");
        }
    }

    private static (IReadOnlyList<JobTypeDefaults> Types, JobDelegate? Invoke) OfClass(Type handler, JobHandlerOptions options, JsonSerializerOptions json, List<string> errors)
    {
        if (handler.IsAbstract || handler.IsInterface || handler.ContainsGenericParameters)
        {
            errors.Add($"{handler} cannot be a handler, because it is abstract, an interface or an open generic type.");
            return ([], null);
        }

        var contracts = HandlerContract.Of(handler);
        if (contracts is not [var contract])
        {
            errors.Add(contracts.Count == 0
                ? $"{handler} implements none of IJobHandler, IJobHandler<TArgs> and IJobHandler<TArgs, TResult>."
                : $"{handler} implements {contracts.Count} handler interfaces; make it one class per kind of arguments.");
            return ([], null);
        }

        var types = HandlerAttributes.Read(handler, contract.Arguments, options.Type, errors);
        try
        {
            return (types, HandlerInvoker.Create(handler, contract, json));
        }
        catch (UnbindableArgumentsException unbindable)
        {
            errors.Add($"{handler}: {unbindable.Message}");
            return ([], null);
        }
    }

    private static (IReadOnlyList<JobTypeDefaults> Types, JobDelegate? Invoke) OfDelegate(
        DelegateRegistration mapped, IServiceProviderIsService services, JsonSerializerOptions json, List<string> errors)
    {
        var before = errors.Count;
        if (mapped.JobType.Length == 0)
        {
            errors.Add("MapJob was given an empty job type.");
        }

        var invoke = DelegateInvoker.Create(mapped, services, json, errors);
        return errors.Count > before ? ([], null) : ([new JobTypeDefaults(mapped.JobType, null, null, null)], invoke);
    }
}
