using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Worker;

/// <summary>Makes, once per mapped delegate, what binds its parameters, calls it and keeps its result.</summary>
internal static class DelegateInvoker
{
    /// <summary>Makes it.</summary>
    /// <param name="mapped">What <c>MapJob</c> was given.</param>
    /// <param name="services">Knows which types are services.</param>
    /// <param name="json">How arguments are read and the result is written.</param>
    /// <param name="errors">Receives what is wrong, for a person.</param>
    public static JobDelegate Create(DelegateRegistration mapped, IServiceProviderIsService services, JsonSerializerOptions json, List<string> errors)
    {
        var (method, handler) = (mapped.Handler.Method, mapped.Handler);
        var call = handler.GetType().GetMethod("Invoke")!;
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            errors.Add($"{mapped.Name}: the delegate is async and returns void, so nobody could wait for it; let it return Task.");
        }

        // Names and defaults stand on the method, not on Func<…>. A delegate that is closed over its first argument has one parameter less.
        var parameters = method.GetParameters()[^call.GetParameters().Length..];
        if (parameters.Where(parameter => parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike || parameter.ParameterType.IsPointer).ToList() is { Count: > 0 } references)
        {
            errors.AddRange(references.Select(parameter => $"{mapped.Name}: parameter \"{parameter.Name}\" of type {parameter.ParameterType} is a reference; a job's arguments are values."));
            return _ => Task.CompletedTask;
        }

        var binding = DelegateParameters.Of(mapped.JobType, parameters, services, json, errors);
        var (invoker, complete) = (MethodInvoker.Create(call), DelegateResult.Of(call.ReturnType, json));
        return context => complete(invoker.Invoke(handler, binding.Bind(context).AsSpan()), context);
    }
}
